using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>One value as another type; what does not fit is an error.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CelValue To(CelValue value, CelKind target) => target switch
    {
        CelKind.Bool => ToBool(value),
        CelKind.Bytes => value.Kind == CelValueKind.String ? CelValue.FromBytes(Encoding.UTF8.GetBytes(value.AsString)) : value,
        CelKind.Double => ToDouble(value),
        CelKind.Duration => ToDuration(value),
        CelKind.Int => ToInt(value),
        CelKind.String => ToText(value),
        CelKind.Timestamp => ToTimestamp(value),
        _ => ToUint(value),
    };

    private static CelValue ToBool(CelValue value) => value.Kind switch
    {
        CelValueKind.Bool => value,
        _ => value.AsString switch
        {
            "1" or "t" or "T" or "TRUE" or "true" or "True" => CelValue.True,
            "0" or "f" or "F" or "FALSE" or "false" or "False" => CelValue.False,
            _ => Refuse(value, CelType.Bool),
        },
    };

    private static CelValue ToDouble(CelValue value) => value.Kind switch
    {
        CelValueKind.Int => CelValue.FromDouble(value.AsInt),
        CelValueKind.Uint => CelValue.FromDouble(value.AsUint),
        CelValueKind.String => GoFloats.TryParse(value.AsString, out var number) ? CelValue.FromDouble(number) : Refuse(value, CelType.Double),
        _ => value,
    };

    private static CelValue ToDuration(CelValue value) => value.Kind switch
    {
        CelValueKind.Int => CelValue.FromDuration(value.AsInt),
        CelValueKind.String => CelTimeText.ParseDuration(value.AsString) is { } parsed ? CelValue.FromDuration(parsed) : Refuse(value, CelType.Duration),
        _ => value,
    };

    private static CelValue ToInt(CelValue value) => value.Kind switch
    {
        CelValueKind.Double => value.AsDouble is > -9223372036854775808d and < 9223372036854775808d
            ? CelValue.FromInt((long)value.AsDouble)
            : CelValue.FromError(CelError.IntOverflow),
        CelValueKind.Duration => CelValue.FromInt(value.AsDuration),
        CelValueKind.Timestamp => CelValue.FromInt(value.AsTimestamp.Seconds),
        CelValueKind.Uint => value.AsUint > long.MaxValue ? CelValue.FromError(CelError.IntOverflow) : CelValue.FromInt((long)value.AsUint),
        CelValueKind.String => long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? CelValue.FromInt(number)
            : Refuse(value, CelType.Int),
        _ => value,
    };

    private static CelValue ToUint(CelValue value) => value.Kind switch
    {
        CelValueKind.Double => value.AsDouble is >= 0 and < 18446744073709551616d
            ? CelValue.FromUint((ulong)value.AsDouble)
            : CelValue.FromError(CelError.UintOverflow),
        CelValueKind.Int => value.AsInt < 0 ? CelValue.FromError(CelError.UintOverflow) : CelValue.FromUint((ulong)value.AsInt),
        CelValueKind.String => ulong.TryParse(value.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CelValue.FromUint(number)
            : Refuse(value, CelType.Uint),
        _ => value,
    };

    private static CelValue ToText(CelValue value)
    {
        if (value.Kind != CelValueKind.Bytes)
        {
            return value.Kind == CelValueKind.String ? value : CelValue.FromString(CelText.Of(value));
        }

        try
        {
            return CelValue.FromString(StrictUtf8.GetString(value.AsBytes));
        }
        catch (ArgumentException)
        {
            return CelValue.FromError("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue ToTimestamp(CelValue value)
    {
        switch (value.Kind)
        {
            case CelValueKind.Int:
                var moment = new CelTime(value.AsInt, 0);
                return moment.IsInRange ? CelValue.FromTimestamp(moment) : CelValue.FromError(CelError.TimestampOverflow);
            case CelValueKind.String:
                return !CelTimeText.TryParse(value.AsString, out var time) ? Refuse(value, CelType.Timestamp)
                    : time.IsInRange ? CelValue.FromTimestamp(time)
                    : CelValue.FromError(CelError.TimestampOverflow);
            default:
                return value;
        }
    }

    private static CelValue Refuse(CelValue value, CelType target) =>
        CelValue.FromError($"type conversion error from '{Functions.RuntimeTypes.Of(value).Name}' to '{target.Name}'");
}
