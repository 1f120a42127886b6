namespace Outrigger.Registry.Typed;

/// <summary>
/// A printer column of the kind, in the order of the attributes. Name always comes first; Age comes last, unless a column shows
/// <c>.metadata.creationTimestamp</c> already.
/// </summary>
/// <param name="name">The header, for example <c>Replicas</c>.</param>
/// <param name="path">Where the cell comes from, for example <c>.spec.replicas</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ColumnAttribute(string name, string path) : Attribute
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    /// <summary>0 is always shown, more only with <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    /// <summary>For people; the doc comment of the property when not given.</summary>
    public string Description { get; init; } = "";
}
