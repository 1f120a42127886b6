using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>What a value must satisfy beyond its type (OpenAPI v3). A null member is no constraint.</summary>
public sealed record SchemaConstraints
{
    private Regex? compiled;

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

    /// <summary>Makes the pattern of its text when a value is first checked, in place of <see cref="Pattern"/>: it takes far more memory.</summary>
    public Func<string, Regex>? PatternCompiler { get; init; }

    /// <summary>Each must hold. These and those below say nothing of types or fields, they only constrain.</summary>
    public IReadOnlyList<Schema> AllOf { get; init; } = [];

    /// <summary>One at least must hold; empty for no constraint.</summary>
    public IReadOnlyList<Schema> AnyOf { get; init; } = [];

    /// <summary>Exactly one must hold; empty for no constraint.</summary>
    public IReadOnlyList<Schema> OneOf { get; init; } = [];

    /// <summary>Must not hold; null for no constraint.</summary>
    public Schema? Not { get; init; }

    /// <summary>The pattern, compiled; null for none.</summary>
    internal Regex? CompiledPattern => Pattern ?? (PatternText is null || PatternCompiler is null ? null : compiled ??= PatternCompiler(PatternText));

    /// <summary>Whether there is any logic.</summary>
    internal bool HasLogic => Not is not null || AllOf.Count + AnyOf.Count + OneOf.Count > 0;
}
