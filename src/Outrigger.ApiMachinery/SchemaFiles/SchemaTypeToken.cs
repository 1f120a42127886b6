using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>Reads the type of a field: <c>string</c>, <c>[]int32</c>, <c>{}quantity</c>, <c>PodSpec</c>, <c>meta.v1.ObjectMeta</c> …</summary>
internal static class SchemaTypeToken
{
    private static readonly Schema Text = new() { Type = SchemaType.String };
    private static readonly Schema Boolean = new() { Type = SchemaType.Boolean };
    private static readonly Schema Int32 = new() { Type = SchemaType.Integer, Format = "int32" };
    private static readonly Schema Int64 = new() { Type = SchemaType.Integer, Format = "int64" };
    private static readonly Schema Double = new() { Type = SchemaType.Number, Format = "double" };
    private static readonly Schema Bytes = new() { Type = SchemaType.Bytes, Format = "byte" };
    private static readonly Schema Quantity = new() { Type = SchemaType.Quantity };
    private static readonly Schema IntOrString = new() { Type = SchemaType.IntOrString, Format = "int-or-string" };
    private static readonly Schema Time = new() { Type = SchemaType.Time, Format = "date-time" };
    private static readonly Schema MicroTime = new() { Type = SchemaType.MicroTime, Format = "date-time" };
    private static readonly Schema Duration = new() { Type = SchemaType.Duration };
    private static readonly Schema Any = new() { Type = SchemaType.Any, PreserveUnknownFields = true };
    private static readonly Schema Raw = new() { Type = SchemaType.Any, PreserveUnknownFields = true, WireShape = WireShape.Raw };

    private static readonly Schema Json = new() { Type = SchemaType.Any, WireShape = WireShape.Raw };

    public static Schema Read(ReadOnlySpan<char> token, SchemaFile file, string? listType = null, IReadOnlyList<string>? keys = null, bool atomic = false)
    {
        if (token.StartsWith("[]"))
        {
            return List(Read(token[2..], file), WireShape.Plain, listType, keys);
        }

        if (token.StartsWith("{}"))
        {
            return new Schema { Type = SchemaType.Map, Element = Read(token[2..], file), AtomicMap = atomic };
        }

        return Scalar(token) ?? Shaped(token, file, listType) ?? Reference(token, file, atomic);
    }

    /// <summary>The protobuf type of a scalar; null for messages.</summary>
    public static string? WireType(Schema schema) => schema.Type switch
    {
        SchemaType.String => "string",
        SchemaType.Bytes => "bytes",
        SchemaType.Boolean => "bool",
        SchemaType.Integer => schema.Format,
        SchemaType.Number => "double",
        _ => null,
    };

    private static Schema? Scalar(ReadOnlySpan<char> token) => token switch
    {
        "string" => Text,
        "bool" => Boolean,
        "int32" => Int32,
        "int64" => Int64,
        "double" => Double,
        "bytes" => Bytes,
        "quantity" => Quantity,
        "int-or-string" => IntOrString,
        "time" => Time,
        "micro-time" => MicroTime,
        "duration" => Duration,
        "any" => Any,
        "raw" => Raw,
        "json" => Json,
        _ => null,
    };

    private static Schema? Shaped(ReadOnlySpan<char> token, SchemaFile file, string? listType)
    {
        var open = token.IndexOf('(');
        if (open < 0)
        {
            return null;
        }

        var inner = Read(token[(open + 1)..^1], file);
        return token[..open] switch
        {
            "items" => List(inner, WireShape.Items, listType, null),
            "or-array" => Either(inner, WireShape.OrArray),
            "or-bool" => Either(inner, WireShape.OrBool),
            "or-strings" => Either(inner, WireShape.OrStrings),
            _ => throw new FormatException($"unknown type '{token}'"),
        };
    }

    private static Schema Either(Schema element, WireShape shape) => new() { Type = SchemaType.Any, Element = element, WireShape = shape };

    private static Schema List(Schema element, WireShape shape, string? listType, IReadOnlyList<string>? keys) => new()
    {
        Type = SchemaType.List,
        Element = element,
        WireShape = shape,
        ListTypeStated = listType is not null,
        ListType = listType switch { "map" => ListType.Map, "set" => ListType.Set, _ => ListType.Atomic },
        ListMapKeys = keys ?? [],
    };

    private static Schema Reference(ReadOnlySpan<char> token, SchemaFile file, bool atomic)
    {
        var schema = file.Library.Resolve(token, file);
        return !atomic || schema.AtomicMap
            ? schema
            : new Schema
            {
                Type = schema.Type,
                Name = schema.Name,
                Description = schema.Description,
                AtomicMap = true,
                FieldSource = () => schema.Fields,
            };
    }
}
