using System.Globalization;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>Taking a part out of a value, by name, key or index.</summary>
internal static class Access
{
    /// <summary>The part; false when it is missing. Errors are found values.</summary>
    public static bool TryGet(CelValue target, CelValue key, out CelValue value)
    {
        switch (target.Kind)
        {
            case CelValueKind.Map:
                return target.AsMap.TryGet(key, out value) || value.IsError;
            case CelValueKind.List:
                return TryIndex(target.AsList, key, out value);
            case CelValueKind.Object when key.Kind == CelValueKind.String:
                return target.AsObject.TryGet(key.AsString, out value);
            case CelValueKind.Error:
                value = target;
                return true;
            default:
                value = default;
                return false;
        }
    }

    /// <summary>The part of this name; false when it is missing.</summary>
    public static bool TryGet(CelValue target, string name, out CelValue value) => target.Kind == CelValueKind.Map
        ? target.AsMap.TryGet(name, out value)
        : TryGet(target, CelValue.FromString(name), out value);

    /// <summary>What is told of a missing part.</summary>
    public static CelValue Missing(CelValue target, CelValue key) => target.Kind == CelValueKind.List
        ? CelValue.FromError($"index out of bounds: {key}")
        : CelValue.FromError($"no such key: {key}");

    private static bool TryIndex(CelList list, CelValue key, out CelValue value)
    {
        var index = key.Kind switch
        {
            CelValueKind.Int => key.AsInt,
            CelValueKind.Uint when key.AsUint <= long.MaxValue => (long)key.AsUint,
            CelValueKind.Double when key.AsDouble == Math.Floor(key.AsDouble) && Math.Abs(key.AsDouble) < int.MaxValue => (long)key.AsDouble,
            _ => (long?)null,
        };
        if (index is not { } at)
        {
            value = CelValue.FromError(string.Create(CultureInfo.InvariantCulture, $"unsupported index type '{Functions.RuntimeTypes.Of(key).Name}' in list"));
            return true;
        }

        var isThere = at >= 0 && at < list.Count;
        value = isThere ? list[(int)at] : default;
        return isThere;
    }
}
