using System.Globalization;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>One condition of a label selector.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Operator">What is asked.</param>
/// <param name="Values">None for the existence operators, one for the comparisons, one or more for the sets; in no order.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    // Fewer are compared faster one by one.
    private const int LeastOfASet = 8;

    private readonly HashSet<string>? many = Values.Count >= LeastOfASet ? new(Values, StringComparer.Ordinal) : null;
    private readonly long? limit = Values.Count == 1 ? Whole(Values[0]) : null;

    /// <summary>Whether the condition holds; <paramref name="value"/> is the label's value, null when the object has no such label.</summary>
    public bool Holds(string? value) => Operator switch
    {
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In => value is not null && Has(value),
        LabelOperator.NotEqual or LabelOperator.NotIn => value is null || !Has(value),
        LabelOperator.GreaterThan => value is not null && Whole(value) > limit,
        LabelOperator.LessThan => value is not null && Whole(value) < limit,
        _ => false,
    };

    /// <summary>The condition as a selector's text; the values of a set are sorted.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.Equal => $"{Key}={Values[0]}",
        LabelOperator.DoubleEqual => $"{Key}=={Values[0]}",
        LabelOperator.NotEqual => $"{Key}!={Values[0]}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
        LabelOperator.In => $"{Key} in ({Sorted()})",
        _ => $"{Key} notin ({Sorted()})",
    };

    internal static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private bool Has(string value)
    {
        if (many is not null)
        {
            return many.Contains(value);
        }

        for (var i = 0; i < Values.Count; i++)
        {
            if (string.Equals(Values[i], value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private string Sorted() => string.Join(',', Values.Order(StringComparer.Ordinal));
}
