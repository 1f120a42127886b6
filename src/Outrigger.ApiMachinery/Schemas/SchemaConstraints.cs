using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>What a value must satisfy beyond its type (OpenAPI v3). A null member is no constraint.</summary>
public sealed record SchemaConstraints
{
    public IReadOnlyList<JsonNode>? Enum { get; init; }

    public double? Minimum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    /// <summary>In Unicode code points.</summary>
    public int? MinLength { get; init; }

    /// <summary>In Unicode code points.</summary>
    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    /// <summary>Built with <see cref="RegexOptions.NonBacktracking"/>, so that no pattern can hold the server up.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The pattern as its author wrote it, for messages and OpenAPI; null when <see cref="Pattern"/> says the same.</summary>
    public string? PatternText { get; init; }
}
