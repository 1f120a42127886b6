using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>Turns JSON into protobuf while reading it, without a tree.</summary>
internal readonly ref struct MessageEncoder(ReadOnlySpan<byte> json, WireBuffer output)
{
    private const int LongestName = 128;
    private readonly ReadOnlySpan<byte> json = json;

    /// <summary>Encodes a whole document; its root must be an object.</summary>
    public void EncodeRoot(Schema schema)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ObjectReader.MaxDepth });
        reader.Read();
        EncodeObject(ref reader, schema);
    }

    // A message that stands inline in JSON is written by going over the same object once more with the schema of that message.
    private void EncodeObject(ref Utf8JsonReader reader, Schema schema)
    {
        var start = reader;
        EncodeOwnFields(ref reader, schema);
        var fields = schema.Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            if (!fields[i].Inline)
            {
                continue;
            }

            var again = start;
            var before = output.Length;
            output.WriteTag(fields[i].ProtobufNumber, WireType.Bytes);
            var content = output.Begin();
            EncodeObject(ref again, fields[i].Schema);
            if (output.Length == content)
            {
                output.Rewind(before);
            }
            else
            {
                output.End(content);
            }
        }
    }

    private void EncodeOwnFields(ref Utf8JsonReader reader, Schema schema)
    {
        Span<char> name = stackalloc char[LongestName];
        var zeros = schema.WireZeros;
        Span<bool> written = stackalloc bool[zeros.Length];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan.Length <= LongestName ? schema.Find(name[..reader.CopyString(name)]) : null;
            reader.Read();
            if (field is null || field.ProtobufNumber == 0 || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else
            {
                EncodeField(ref reader, field.ProtobufNumber, field.Schema);
                if (zeros.IndexOf(field) is >= 0 and var place)
                {
                    written[place] = true;
                }
            }
        }

        for (var i = 0; i < zeros.Length; i++)
        {
            if (!written[i])
            {
                WriteZero(zeros[i]);
            }
        }
    }

    // Go writes what is no pointer even when nothing is set.
    private void WriteZero(SchemaField field)
    {
        switch (field.Schema.Type)
        {
            case SchemaType.String or SchemaType.Time or SchemaType.MicroTime:
                output.WriteBytes(field.ProtobufNumber, default);
                break;
            case SchemaType.Object:
                var start = BeginMessage(field.ProtobufNumber);
                foreach (var inner in field.Schema.WireZeros)
                {
                    WriteZero(inner);
                }

                output.End(start);
                break;
            default:
                output.WriteVarint(field.ProtobufNumber, 0);
                break;
        }
    }

    private void EncodeField(ref Utf8JsonReader reader, int number, Schema schema)
    {
        switch (schema.Type)
        {
            case SchemaType.List when schema.WireShape == WireShape.Items:
                var start = BeginMessage(number);
                EncodeItems(ref reader, 1, schema.Element!);
                output.End(start);
                break;
            case SchemaType.List:
                EncodeItems(ref reader, number, schema.Element!);
                break;
            case SchemaType.Map:
                EncodeEntries(ref reader, number, schema.Element!);
                break;
            default:
                EncodeValue(ref reader, number, schema);
                break;
        }
    }

    private void EncodeItems(ref Utf8JsonReader reader, int number, Schema element)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            EncodeField(ref reader, number, element);
        }
    }

    private void EncodeEntries(ref Utf8JsonReader reader, int number, Schema element)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = BeginMessage(number);
            WriteString(ref reader, 1);
            reader.Read();
            EncodeField(ref reader, 2, element);
            output.End(start);
        }
    }

    private void EncodeValue(ref Utf8JsonReader reader, int number, Schema schema)
    {
        switch (schema.Type)
        {
            case SchemaType.String: WriteString(ref reader, number); break;
            case SchemaType.Bytes: WriteBase64(ref reader, number); break;
            case SchemaType.Boolean: output.WriteVarint(number, reader.TokenType == JsonTokenType.True ? 1UL : 0); break;
            case SchemaType.Integer: output.WriteVarint(number, (ulong)ReadLong(ref reader)); break;
            case SchemaType.Number: output.WriteDouble(number, reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : 0); break;
            default: EncodeMessage(ref reader, number, schema); break;
        }
    }

    private void EncodeMessage(ref Utf8JsonReader reader, int number, Schema schema)
    {
        var start = BeginMessage(number);
        switch (schema.Type)
        {
            case SchemaType.Object: EncodeObject(ref reader, schema); break;
            case SchemaType.Time: WriteTime(ref reader, micro: false); break;
            case SchemaType.MicroTime: WriteTime(ref reader, micro: true); break;
            case SchemaType.IntOrString: WriteIntOrString(ref reader); break;
            case SchemaType.Duration: output.WriteVarint(1, (ulong)(GoDuration.ParseNanoseconds(reader.GetString() ?? "") ?? 0)); break;
            case SchemaType.Any: WriteAny(ref reader, schema); break;
            default: WriteQuantity(ref reader); break;
        }

        output.End(start);
    }

    private void WriteAny(ref Utf8JsonReader reader, Schema schema)
    {
        switch (schema.WireShape)
        {
            case WireShape.OrArray when reader.TokenType == JsonTokenType.StartArray:
                EncodeItems(ref reader, 2, schema.Element!);
                break;
            case WireShape.OrStrings when reader.TokenType == JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    WriteString(ref reader, 2);
                }

                break;
            case WireShape.OrArray or WireShape.OrStrings:
                EncodeField(ref reader, 1, schema.Element!);
                break;
            case WireShape.OrBool:
                WriteOrBool(ref reader, schema.Element!);
                break;
            default:
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                output.WriteBytes(1, json[from..(int)reader.BytesConsumed]);
                break;
        }
    }

    // A schema implies "true", which Go writes beside it.
    private void WriteOrBool(ref Utf8JsonReader reader, Schema element)
    {
        output.WriteVarint(1, reader.TokenType == JsonTokenType.False ? 0UL : 1);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            EncodeField(ref reader, 2, element);
        }
    }

    private void WriteIntOrString(ref Utf8JsonReader reader)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        output.WriteVarint(1, isText ? 1UL : 0);
        output.WriteVarint(2, isText ? 0 : (ulong)ReadLong(ref reader));
        if (isText)
        {
            WriteString(ref reader, 3);
        }
        else
        {
            output.WriteBytes(3, default);
        }
    }

    private void WriteQuantity(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            WriteString(ref reader, 1);
        }
        else
        {
            output.WriteBytes(1, reader.ValueSpan);
        }
    }

    private void WriteTime(ref Utf8JsonReader reader, bool micro)
    {
        if (reader.TokenType != JsonTokenType.String || !KubernetesTime.TryParse(reader.GetString(), out var time))
        {
            return;
        }

        var nanos = micro ? time.UtcTicks % TimeSpan.TicksPerSecond * 100 : 0;
        output.WriteVarint(1, (ulong)time.ToUnixTimeSeconds());
        output.WriteVarint(2, (ulong)nanos);
    }

    private void WriteString(ref Utf8JsonReader reader, int number)
    {
        output.WriteTag(number, WireType.Bytes);
        var start = output.Begin();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            output.Advance(reader.CopyString(output.GetSpan(reader.ValueSpan.Length)));
        }

        output.End(start);
    }

    private void WriteBase64(ref Utf8JsonReader reader, int number)
    {
        output.WriteTag(number, WireType.Bytes);
        var start = output.Begin();
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            if (Base64.DecodeFromUtf8(text, output.GetSpan(Base64.GetMaxDecodedFromUtf8Length(text.Length)), out _, out var written) == OperationStatus.Done)
            {
                output.Advance(written);
            }
        }

        output.End(start);
    }

    private static long ReadLong(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : 0;

    private int BeginMessage(int number)
    {
        output.WriteTag(number, WireType.Bytes);
        return output.Begin();
    }
}
