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
            CelValueKind.String => AreAsLong(a.AsString.Length, b.AsString.Length, budget) && a.AsString == b.AsString,
            CelValueKind.Bytes => AreAsLong(a.AsBytes.Length, b.AsBytes.Length, budget) && a.AsBytes.AsSpan().SequenceEqual(b.AsBytes),
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

    // Only then they are compared, which is counted.
    private static bool AreAsLong(int a, int b, CelBudget budget)
    {
        if (a != b)
        {
            return false;
        }

        budget.Scan(a);
        return true;
    }

    private static bool AreEqualOptionals(CelValue a, CelValue b, CelBudget budget) =>
        a.HasValue == b.HasValue && (!a.HasValue || AreEqual(a.OptionalValue, b.OptionalValue, budget));
}
