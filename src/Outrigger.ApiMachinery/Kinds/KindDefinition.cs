using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ApiMachinery.Kinds;

/// <summary>One kind under one version: all that is data about it, whether it comes from a schema file, a C# type or a CRD.</summary>
public sealed record KindDefinition
{
    public required GroupVersionKind Kind { get; init; }

    /// <summary>The kind of its lists: mostly <c>KIND + "List"</c>.</summary>
    public required string ListKind { get; init; }

    /// <summary>The resource of request paths.</summary>
    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>In the order of discovery (alphabetical).</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>The whole object, with apiVersion, kind and metadata.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The printer columns; empty gives Name and Age (Created At for kinds that say so).</summary>
    public IReadOnlyList<ColumnDefinition> Columns { get; init; } = [];

    /// <summary>Makes the cells of the columns that have no expression of their own; null when there are none.</summary>
    public IRowPrinter? Printer { get; init; }

    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>Dotted paths that field selectors may name beside metadata.name and metadata.namespace.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>What every answer warns of when the version is deprecated; null when it is not.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>The version in which objects are stored, for discovery's hash; null for this one.</summary>
    public string? StorageVersion { get; init; }

    /// <summary>The group in which objects are stored, for discovery's hash; null for this one.</summary>
    public string? StorageGroup { get; init; }

    /// <summary>The group, version and plural.</summary>
    public GroupVersionResource Resource => new(Kind.Group, Kind.Version, Plural);
}
