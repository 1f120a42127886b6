using Google.Protobuf;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Protobuf;

/// <summary>Reads messages with Google's reader, which knows nothing of ours: every field has a number and a wire type of the schema.</summary>
internal static class WireChecker
{
    private const int EnvelopeStart = 4;
    private const int Raw = 2;

    /// <summary>Null when the body, envelope included, is what the schema says; else what is wrong.</summary>
    public static string? Check(ReadOnlySpan<byte> body, Schema schema)
    {
        var envelope = new CodedInputStream(body[EnvelopeStart..].ToArray());
        while (envelope.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == Raw)
            {
                return Message(envelope.ReadBytes(), schema, schema.Name ?? "");
            }

            envelope.SkipLastField();
        }

        return "no raw";
    }

    private static string? Message(ByteString bytes, Schema schema, string path)
    {
        var input = bytes.CreateCodedInput();
        var fields = schema.Fields.Where(f => f.ProtobufNumber > 0).ToDictionary(f => f.ProtobufNumber);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (!fields.TryGetValue(WireFormat.GetTagFieldNumber(tag), out var field))
            {
                return $"{path}: no field {WireFormat.GetTagFieldNumber(tag)}";
            }

            var fault = Value(input, tag, field.Schema, $"{path}.{field.Name}");
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Value(CodedInputStream input, uint tag, Schema schema, string path)
    {
        var item = schema.Type == SchemaType.List && schema.WireShape == WireShape.Plain ? schema.Element! : schema;
        var expected = item.Type switch
        {
            SchemaType.Integer or SchemaType.Boolean => WireFormat.WireType.Varint,
            SchemaType.Number => WireFormat.WireType.Fixed64,
            _ => WireFormat.WireType.LengthDelimited,
        };
        if (WireFormat.GetTagWireType(tag) != expected)
        {
            return $"{path}: wire type {WireFormat.GetTagWireType(tag)}, not {expected}";
        }

        if (item.Type == SchemaType.Object && item.WireShape == WireShape.Plain)
        {
            return Message(input.ReadBytes(), item, path);
        }

        input.SkipLastField();
        return null;
    }
}
