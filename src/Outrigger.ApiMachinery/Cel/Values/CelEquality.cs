using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>
/// Whether two values are equal (CEL language definition, "Equality"): numbers by what they are worth, whatever their types; values of types
/// that have nothing to do with one another are not.
/// </summary>
internal static class CelEquality
{
    public static bool AreEqual(CelValue a, CelValue b, CelBudget budget)
    {
        budget.Step();
        if (CelNumbers.IsNumber(a))
        {
            return CelNumbers.AreEqual(a, b);
        }

        if (a.Kind == CelValueKind.Opaque || b.Kind == CelValueKind.Opaque)
        {
            return a.Kind == b.Kind && JsonNodes.DeepEqual(a.AsOpaque, b.AsOpaque);
        }

        if (a.Kind is CelValueKind.List or CelValueKind.Map or CelValueKind.Optional)
        {
            CelBudget.Descend();
        }

        return a.Kind == b.Kind && a.Kind switch
        {
            CelValueKind.Null => true,
            CelValueKind.Bool => a.IsTrue == b.IsTrue,
            CelValueKind.String => a.AsString.Length == b.AsString.Length && AreEqualTexts(a, b, budget),
            CelValueKind.Bytes => a.AsBytes.Length == b.AsBytes.Length && AreEqualTexts(a, b, budget),
            CelValueKind.Timestamp => a.AsTimestamp == b.AsTimestamp,
            CelValueKind.Duration => a.AsDuration == b.AsDuration,
            CelValueKind.List => a.AsList.IsEqual(b.AsList, budget),
            CelValueKind.Map => a.AsMap.IsEqual(b.AsMap, budget),
            CelValueKind.Type => a.AsType.Name == b.AsType.Name,
            CelValueKind.Object => a.AsObject.IsEqual(b.AsObject, budget),
            CelValueKind.Optional => AreEqualOptionals(a, b, budget),
            _ => false,
        };
    }

    private static bool AreEqualTexts(CelValue a, CelValue b, CelBudget budget)
    {
        if (a.Kind == CelValueKind.String)
        {
            budget.Scan(a);
            return a.AsString == b.AsString;
        }

        budget.Scan(a.AsBytes.Length);
        return a.AsBytes.AsSpan().SequenceEqual(b.AsBytes);
    }

    private static bool AreEqualOptionals(CelValue a, CelValue b, CelBudget budget) =>
        a.HasValue == b.HasValue && (!a.HasValue || AreEqual(a.OptionalValue, b.OptionalValue, budget));
}
