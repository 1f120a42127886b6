namespace Outrigger.ApiMachinery.Naming;

/// <summary>A kind of a group, whatever the version.</summary>
public readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary>The form of Kubernetes' messages: <c>ConfigMap</c>, <c>Deployment.apps</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
