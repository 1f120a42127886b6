namespace Outrigger.ApiMachinery.Naming;

/// <summary>What an object's <c>apiVersion</c> and <c>kind</c> say together.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>The group and version, as <c>apiVersion</c> names them.</summary>
    public GroupVersion GroupVersion => new(Group, Version);

    /// <summary>The group and kind without the version.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>The form of Kubernetes' messages: <c>apps/v1, Kind=Deployment</c>.</summary>
    public override string ToString() => $"{GroupVersion}, Kind={Kind}";
}
