namespace Outrigger.ApiMachinery.Selectors;

/// <summary>One condition of a field selector.</summary>
/// <param name="Field">The field's path, for example <c>metadata.name</c>.</param>
/// <param name="Negated">Whether the field must not be equal to the value.</param>
/// <param name="Value">The value, escapes undone.</param>
public sealed record FieldTerm(string Field, bool Negated, string Value)
{
    /// <summary>Whether the condition holds; a field that is missing counts as empty.</summary>
    public bool Holds(string? value) => string.Equals(value ?? "", Value, StringComparison.Ordinal) != Negated;

    /// <summary>The condition as a selector's text.</summary>
    public override string ToString() => $"{Field}{(Negated ? "!=" : "=")}{FieldSelector.Escape(Value)}";
}
