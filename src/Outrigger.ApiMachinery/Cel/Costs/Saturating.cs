namespace Outrigger.ApiMachinery.Cel.Costs;

/// <summary>Arithmetic that stops at the largest number instead of beginning anew.</summary>
internal static class Saturating
{
    public static ulong Add(ulong a, ulong b) => ulong.MaxValue - a < b ? ulong.MaxValue : a + b;

    public static ulong Multiply(ulong a, ulong b) => b != 0 && a > ulong.MaxValue / b ? ulong.MaxValue : a * b;

    /// <summary>Rounded up.</summary>
    public static ulong Multiply(ulong a, double factor)
    {
        var product = Math.Ceiling(a * factor);
        return product >= 18446744073709551616d ? ulong.MaxValue : (ulong)product;
    }
}
