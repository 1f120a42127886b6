namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Which of two values comes first.</summary>
internal static class CelOrder
{
    /// <summary>-1, 0 or 1; null and an error when the two cannot be ordered.</summary>
    public static int? Compare(CelValue a, CelValue b, out CelError? error)
    {
        error = null;
        if (CelNumbers.IsNumber(a) && CelNumbers.IsNumber(b))
        {
            var order = CelNumbers.Compare(a, b);
            error = order is null ? CelError.NotANumber : null;
            return order;
        }

        if (a.Kind != b.Kind || a.Kind is not (CelValueKind.Bool or CelValueKind.String or CelValueKind.Bytes or CelValueKind.Timestamp or CelValueKind.Duration))
        {
            error = CelError.NoSuchOverload;
            return null;
        }

        return Math.Sign(a.Kind switch
        {
            CelValueKind.Bool => a.IsTrue.CompareTo(b.IsTrue),
            CelValueKind.String => CelStrings.Compare(a.AsString, b.AsString),
            CelValueKind.Bytes => a.AsBytes.AsSpan().SequenceCompareTo(b.AsBytes),
            CelValueKind.Timestamp => a.AsTimestamp.CompareTo(b.AsTimestamp),
            _ => a.AsDuration.CompareTo(b.AsDuration),
        });
    }
}
