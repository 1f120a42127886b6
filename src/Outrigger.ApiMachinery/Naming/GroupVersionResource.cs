namespace Outrigger.ApiMachinery.Naming;

/// <summary>A resource under one version of its group: what a request path names.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    /// <summary>The group and version.</summary>
    public GroupVersion GroupVersion => new(Group, Version);

    /// <summary>The group and resource without the version.</summary>
    public GroupResource GroupResource => new(Group, Resource);

    /// <summary>The form of Kubernetes' messages: <c>apps/v1, Resource=deployments</c>.</summary>
    public override string ToString() => $"{GroupVersion}, Resource={Resource}";
}
