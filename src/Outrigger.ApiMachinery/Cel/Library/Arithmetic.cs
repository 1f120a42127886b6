using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>
/// The operators of numbers, times, texts and lists. What does not fit into 64 bits is an error, not another number; only doubles become
/// infinite.
/// </summary>
internal static class Arithmetic
{
    public static CelValue Add(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (a, b) = (args[0], args[1]);
        switch (a.Kind, b.Kind)
        {
            case (CelValueKind.Int, CelValueKind.Int):
                var sum = unchecked(a.AsInt + b.AsInt);
                return ((a.AsInt ^ sum) & (b.AsInt ^ sum)) < 0 ? Fail(CelError.IntOverflow) : CelValue.FromInt(sum);
            case (CelValueKind.Uint, CelValueKind.Uint):
                var total = unchecked(a.AsUint + b.AsUint);
                return total < a.AsUint ? Fail(CelError.UintOverflow) : CelValue.FromUint(total);
            case (CelValueKind.Double, CelValueKind.Double):
                return CelValue.FromDouble(a.AsDouble + b.AsDouble);
            case (CelValueKind.String, CelValueKind.String):
                context.Budget.Take(((long)a.AsString.Length + b.AsString.Length) / 8);
                return CelValue.FromString(a.AsString + b.AsString);
            case (CelValueKind.Bytes, CelValueKind.Bytes):
                context.Budget.Take(((long)a.AsBytes.Length + b.AsBytes.Length) / 8);
                return CelValue.FromBytes([.. a.AsBytes, .. b.AsBytes]);
            case (CelValueKind.List, CelValueKind.List):
                return CelValue.FromList(a.AsList.Add(b.AsList, context.Budget));
            case (CelValueKind.Duration, CelValueKind.Duration):
                return Duration((Int128)a.AsDuration + b.AsDuration);
            case (CelValueKind.Timestamp, CelValueKind.Duration):
                return Timestamp(a.AsTimestamp.Add(b.AsDuration));
            case (CelValueKind.Duration, CelValueKind.Timestamp):
                return Timestamp(b.AsTimestamp.Add(a.AsDuration));
            default:
                return Fail(CelError.NoSuchOverload);
        }
    }

    public static CelValue Subtract(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (a, b) = (args[0], args[1]);
        switch (a.Kind, b.Kind)
        {
            case (CelValueKind.Int, CelValueKind.Int):
                var difference = unchecked(a.AsInt - b.AsInt);
                return ((a.AsInt ^ b.AsInt) & (a.AsInt ^ difference)) < 0 ? Fail(CelError.IntOverflow) : CelValue.FromInt(difference);
            case (CelValueKind.Uint, CelValueKind.Uint):
                return b.AsUint > a.AsUint ? Fail(CelError.UintOverflow) : CelValue.FromUint(a.AsUint - b.AsUint);
            case (CelValueKind.Double, CelValueKind.Double):
                return CelValue.FromDouble(a.AsDouble - b.AsDouble);
            case (CelValueKind.Duration, CelValueKind.Duration):
                return Duration((Int128)a.AsDuration - b.AsDuration);
            case (CelValueKind.Timestamp, CelValueKind.Timestamp):
                return a.AsTimestamp.Since(b.AsTimestamp) is { } since ? CelValue.FromDuration(since) : Fail(CelError.DurationOverflow);
            case (CelValueKind.Timestamp, CelValueKind.Duration):
                return b.AsDuration == long.MinValue ? Fail(CelError.DurationOverflow) : Timestamp(a.AsTimestamp.Add(-b.AsDuration));
            default:
                return Fail(CelError.NoSuchOverload);
        }
    }

    public static CelValue Multiply(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (a, b) = (args[0], args[1]);
        switch (a.Kind, b.Kind)
        {
            case (CelValueKind.Int, CelValueKind.Int):
                var high = Math.BigMul(a.AsInt, b.AsInt, out var low);
                return high == low >> 63 ? CelValue.FromInt(low) : Fail(CelError.IntOverflow);
            case (CelValueKind.Uint, CelValueKind.Uint):
                return Math.BigMul(a.AsUint, b.AsUint, out var product) == 0 ? CelValue.FromUint(product) : Fail(CelError.UintOverflow);
            case (CelValueKind.Double, CelValueKind.Double):
                return CelValue.FromDouble(a.AsDouble * b.AsDouble);
            default:
                return Fail(CelError.NoSuchOverload);
        }
    }

    public static CelValue Divide(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (a, b) = (args[0], args[1]);
        switch (a.Kind, b.Kind)
        {
            case (CelValueKind.Int, CelValueKind.Int):
                return b.AsInt == 0 ? Fail(CelError.DivisionByZero)
                    : a.AsInt == long.MinValue && b.AsInt == -1 ? Fail(CelError.IntOverflow)
                    : CelValue.FromInt(a.AsInt / b.AsInt);
            case (CelValueKind.Uint, CelValueKind.Uint):
                return b.AsUint == 0 ? Fail(CelError.DivisionByZero) : CelValue.FromUint(a.AsUint / b.AsUint);
            case (CelValueKind.Double, CelValueKind.Double):
                return CelValue.FromDouble(a.AsDouble / b.AsDouble);
            default:
                return Fail(CelError.NoSuchOverload);
        }
    }

    public static CelValue Modulo(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (a, b) = (args[0], args[1]);
        switch (a.Kind, b.Kind)
        {
            case (CelValueKind.Int, CelValueKind.Int):
                return b.AsInt == 0 ? Fail(CelError.ModulusByZero)
                    : a.AsInt == long.MinValue && b.AsInt == -1 ? Fail(CelError.IntOverflow)
                    : CelValue.FromInt(a.AsInt % b.AsInt);
            case (CelValueKind.Uint, CelValueKind.Uint):
                return b.AsUint == 0 ? Fail(CelError.ModulusByZero) : CelValue.FromUint(a.AsUint % b.AsUint);
            default:
                return Fail(CelError.NoSuchOverload);
        }
    }

    public static CelValue Negate(ReadOnlySpan<CelValue> args, CelContext context) => args[0].Kind switch
    {
        CelValueKind.Int => args[0].AsInt == long.MinValue ? Fail(CelError.IntOverflow) : CelValue.FromInt(-args[0].AsInt),
        CelValueKind.Double => CelValue.FromDouble(-args[0].AsDouble),
        CelValueKind.Duration => Duration(-(Int128)args[0].AsDuration),
        _ => Fail(CelError.NoSuchOverload),
    };

    private static CelValue Duration(Int128 nanoseconds) =>
        nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? CelValue.FromDuration((long)nanoseconds) : Fail(CelError.DurationOverflow);

    private static CelValue Timestamp(CelTime? time) => time is { } moment ? CelValue.FromTimestamp(moment) : Fail(CelError.TimestampOverflow);

    private static CelValue Fail(CelError error) => CelValue.FromError(error);
}
