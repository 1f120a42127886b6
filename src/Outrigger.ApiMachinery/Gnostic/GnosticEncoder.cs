using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>Writes a JSON document as the messages of one version of OpenAPI.</summary>
internal sealed class GnosticEncoder(GnosticSchema schema, WireBuffer output)
{
    // the same few extensions and defaults stand at thousands of places
    private readonly Dictionary<string, string> yaml = new(StringComparer.Ordinal);

    public static byte[] Encode(JsonElement document, GnosticSchema schema)
    {
        using var output = new WireBuffer();
        new GnosticEncoder(schema, output).WriteMembers(document, schema["Document"]);
        return output.Written.ToArray();
    }

    private void WriteMembers(JsonElement value, GnosticMessage message)
    {
        if (message.Choices.Count > 0)
        {
            if (message.Choices.Find(c => c.Fits(value)) is { } choice)
            {
                WriteField(value, choice.Field, isChoice: true);
            }

            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (message.Fields.TryGetValue(member.Name, out var field))
            {
                WriteField(member.Value, field, isChoice: false);
            }
            else if (PlaceOf(member.Name, message) is { } named)
            {
                output.WriteTag(named.Number, WireType.Bytes);
                var start = output.Begin();
                output.WriteText(1, member.Name);
                WriteOne(member.Value, named with { Number = 2 }, isChoice: false);
                output.End(start);
            }
        }
    }

    private static GnosticField? PlaceOf(string name, GnosticMessage message) =>
        message.Extensions is { } extensions && name.StartsWith("x-", StringComparison.Ordinal) ? extensions : message.Rest;

    private void WriteField(JsonElement value, GnosticField field, bool isChoice)
    {
        if (!field.Repeated || value.ValueKind != JsonValueKind.Array)
        {
            WriteOne(value, field, isChoice);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            // of a list every item counts, the empty text too
            WriteOne(item, field, isChoice: true);
        }
    }

    // A value that is not what the field holds is left out. proto3: so is a zero value, unless its being there says something.
    private void WriteOne(JsonElement value, GnosticField field, bool isChoice)
    {
        switch (field.Type)
        {
            case "string" when value.ValueKind == JsonValueKind.String:
                if (value.GetString() is { } text && (isChoice || text.Length > 0))
                {
                    output.WriteText(field.Number, text);
                }

                break;
            case "bool" when value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.False && isChoice):
                output.WriteVarint(field.Number, value.GetBoolean() ? 1UL : 0);
                break;
            case "int64" when value.ValueKind == JsonValueKind.Number:
                if (value.TryGetInt64(out var integer) && (isChoice || integer != 0))
                {
                    output.WriteVarint(field.Number, (ulong)integer);
                }

                break;
            case "double" when value.ValueKind == JsonValueKind.Number:
                if (value.TryGetDouble(out var number) && (isChoice || number != 0))
                {
                    output.WriteDouble(field.Number, number);
                }

                break;
            case "any":
                WriteAny(value, field.Number);
                break;
            case not ("string" or "bool" or "int64" or "double"):
                output.WriteTag(field.Number, WireType.Bytes);
                var start = output.Begin();
                WriteMembers(value, schema[field.Type]);
                output.End(start);
                break;
        }
    }

    private void WriteAny(JsonElement value, int number)
    {
        var raw = value.GetRawText();
        if (!yaml.TryGetValue(raw, out var text))
        {
            text = YamlWriter.WriteText(JsonNode.Parse(raw, documentOptions: new() { MaxDepth = 512 }));
            yaml.Add(raw, text);
        }

        output.WriteTag(number, WireType.Bytes);
        var start = output.Begin();
        output.WriteText(2, text);
        output.End(start);
    }
}
