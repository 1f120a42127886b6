using System.Collections.Frozen;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.Registry.Typed;

/// <summary>The C# types that are one JSON value.</summary>
internal static class TypedScalars
{
    private static readonly FrozenDictionary<Type, (SchemaType, string?)> Known = new Dictionary<Type, (SchemaType, string?)>
    {
        [typeof(string)] = (SchemaType.String, null),
        [typeof(Uri)] = (SchemaType.String, "uri"),
        [typeof(Guid)] = (SchemaType.String, "uuid"),
        [typeof(bool)] = (SchemaType.Boolean, null),
        [typeof(byte)] = (SchemaType.Integer, "int32"),
        [typeof(short)] = (SchemaType.Integer, "int32"),
        [typeof(int)] = (SchemaType.Integer, "int32"),
        [typeof(long)] = (SchemaType.Integer, "int64"),
        [typeof(float)] = (SchemaType.Number, "float"),
        [typeof(double)] = (SchemaType.Number, "double"),
        [typeof(decimal)] = (SchemaType.Number, "double"),
        [typeof(byte[])] = (SchemaType.Bytes, "byte"),
        [typeof(DateTime)] = (SchemaType.Time, "date-time"),
        [typeof(DateTimeOffset)] = (SchemaType.Time, "date-time"),
    }.ToFrozenDictionary();

    public static (SchemaType Type, string? Format)? Find(Type type) =>
        Known.TryGetValue(type, out var found) ? found : null;
}
