namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Which keys of a map are the same: as <c>==</c> has it, so that numbers of different types may be.</summary>
internal sealed class KeyComparer : IEqualityComparer<CelValue>
{
    public static KeyComparer Instance { get; } = new();

    public bool Equals(CelValue x, CelValue y) => x.Kind switch
    {
        CelValueKind.String => y.Kind == CelValueKind.String && x.AsString == y.AsString,
        CelValueKind.Bool => y.Kind == CelValueKind.Bool && x.IsTrue == y.IsTrue,
        CelValueKind.Int or CelValueKind.Uint or CelValueKind.Double => CelNumbers.AreEqual(x, y),
        _ => false,
    };

    public int GetHashCode(CelValue value) => value.Kind switch
    {
        CelValueKind.String => value.AsString.GetHashCode(StringComparison.Ordinal),
        CelValueKind.Bool => value.IsTrue ? 1 : 0,
        CelValueKind.Int => value.AsInt.GetHashCode(),
        CelValueKind.Uint => unchecked((long)value.AsUint).GetHashCode(),
        CelValueKind.Double => Whole(value.AsDouble).GetHashCode(),
        _ => 0,
    };

    // Doubles that equal a whole number must have its hash.
    private static long Whole(double number) =>
        number is >= 9223372036854775808d and < 18446744073709551616d ? unchecked((long)(ulong)number)
        : number is >= -9223372036854775808d and < 9223372036854775808d ? (long)number
        : 0;
}
