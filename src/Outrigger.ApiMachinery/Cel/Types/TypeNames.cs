namespace Outrigger.ApiMachinery.Cel.Types;

/// <summary>The types that expressions may name without declaring them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, CelType> ByName = new(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["bytes"] = CelType.Bytes,
        ["double"] = CelType.Double,
        ["dyn"] = CelType.Dyn,
        ["google.protobuf.Duration"] = CelType.Duration,
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["int"] = CelType.Int,
        ["list"] = CelType.AnyList,
        ["map"] = CelType.AnyMap,
        ["null_type"] = CelType.Null,
        ["string"] = CelType.String,
        ["type"] = CelType.Type,
        ["uint"] = CelType.Uint,
    };

    public static CelType? Find(string name) => ByName.GetValueOrDefault(name);
}
