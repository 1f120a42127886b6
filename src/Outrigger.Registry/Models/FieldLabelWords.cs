using System.Collections.Frozen;

namespace Outrigger.Registry.Models;

/// <summary>How a kind reads field selectors where it is not the common way (kubernetes AddFieldLabelConversionFunc).</summary>
public sealed record FieldLabelWords
{
    /// <summary>The common way.</summary>
    public static FieldLabelWords Common { get; } = new();

    /// <summary>Other names of selectable fields, each with the label that is meant.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What is said of a label that the kind does not know.</summary>
    public Func<string, string> Refusal { get; init; } = label => $"field label not supported: {label}";
}
