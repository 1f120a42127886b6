using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>The types of values while an expression runs.</summary>
internal static class RuntimeTypes
{
    public static CelType Of(CelValue value) => value.Kind switch
    {
        CelValueKind.Null => CelType.Null,
        CelValueKind.Bool => CelType.Bool,
        CelValueKind.Int => CelType.Int,
        CelValueKind.Uint => CelType.Uint,
        CelValueKind.Double => CelType.Double,
        CelValueKind.String => CelType.String,
        CelValueKind.Bytes => CelType.Bytes,
        CelValueKind.Timestamp => CelType.Timestamp,
        CelValueKind.Duration => CelType.Duration,
        CelValueKind.List => CelType.AnyList,
        CelValueKind.Map => CelType.AnyMap,
        CelValueKind.Optional => CelType.Optional(CelType.Dyn),
        CelValueKind.Type => CelType.Type,
        CelValueKind.Object => value.AsObject.Type,
        _ => CelType.Dyn,
    };

    public static bool Fits(CelValue value, CelType type)
    {
        switch (type.Kind)
        {
            case CelKind.Dyn or CelKind.Parameter:
                return true;
            case CelKind.List when value.Kind == CelValueKind.List:
                return value.AsList.Count == 0 || Fits(value.AsList[0], type.Parameters[0]);
            case CelKind.Map when value.Kind == CelValueKind.Map:
                return value.AsMap.Count == 0 || Fits(value.AsMap.Keys.First(), type.Parameters[0]);
            case CelKind.Opaque or CelKind.Struct:
                return value.Kind == CelValueKind.Optional ? type.IsOptional : value.Kind == CelValueKind.Object && value.AsObject.Type.Name == type.Name;
            default:
                return Of(value).Kind == type.Kind;
        }
    }
}
