namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Comparing numbers of different types by what they are worth, without rounding.</summary>
internal static class CelNumbers
{
    private const double LongEnd = 9223372036854775808d;
    private const double UlongEnd = 18446744073709551616d;

    public static bool IsNumber(CelValue value) => value.Kind is CelValueKind.Int or CelValueKind.Uint or CelValueKind.Double;

    public static bool AreEqual(CelValue a, CelValue b) => IsNumber(a) && IsNumber(b) && Compare(a, b) == 0;

    /// <summary>-1, 0 or 1; null when one is not a number (NaN).</summary>
    public static int? Compare(CelValue a, CelValue b) => (a.Kind, b.Kind) switch
    {
        (CelValueKind.Int, CelValueKind.Int) => a.AsInt.CompareTo(b.AsInt),
        (CelValueKind.Uint, CelValueKind.Uint) => a.AsUint.CompareTo(b.AsUint),
        (CelValueKind.Int, CelValueKind.Uint) => a.AsInt < 0 ? -1 : ((ulong)a.AsInt).CompareTo(b.AsUint),
        (CelValueKind.Uint, CelValueKind.Int) => b.AsInt < 0 ? 1 : a.AsUint.CompareTo((ulong)b.AsInt),
        (CelValueKind.Double, CelValueKind.Double) => Compare(a.AsDouble, b.AsDouble),
        (CelValueKind.Int, CelValueKind.Double) => -CompareToInt(b.AsDouble, a.AsInt),
        (CelValueKind.Uint, CelValueKind.Double) => -CompareToUint(b.AsDouble, a.AsUint),
        (CelValueKind.Double, CelValueKind.Int) => CompareToInt(a.AsDouble, b.AsInt),
        _ => CompareToUint(a.AsDouble, b.AsUint),
    };

    private static int? Compare(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b) is var order && a == b ? 0 : order;

    private static int? CompareToInt(double number, long whole)
    {
        if (double.IsNaN(number))
        {
            return null;
        }

        if (number is < -LongEnd or >= LongEnd)
        {
            return number < 0 ? -1 : 1;
        }

        var floor = Math.Floor(number);
        var order = ((long)floor).CompareTo(whole);
        return order == 0 && number > floor ? 1 : order;
    }

    private static int? CompareToUint(double number, ulong whole)
    {
        if (double.IsNaN(number))
        {
            return null;
        }

        if (number is < 0 or >= UlongEnd)
        {
            return number < 0 ? -1 : 1;
        }

        var floor = Math.Floor(number);
        var order = ((ulong)floor).CompareTo(whole);
        return order == 0 && number > floor ? 1 : order;
    }
}
