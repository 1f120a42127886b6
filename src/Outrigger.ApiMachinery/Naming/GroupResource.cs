namespace Outrigger.ApiMachinery.Naming;

/// <summary>A resource (plural, lower case) of a group, whatever the version.</summary>
public readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>The form of Kubernetes' messages: <c>configmaps</c>, <c>deployments.apps</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
