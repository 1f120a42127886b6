using System.Text.Json;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Reads the notation of <see cref="FieldSetJson"/> out of UTF-8, without a tree between.</summary>
internal readonly ref struct FieldSetReader
{
    private readonly FieldSetBuilder builder;

    private FieldSetReader(FieldSetBuilder builder) => this.builder = builder;

    /// <summary>Throws <see cref="FormatException"/> or <see cref="JsonException"/> when it is no field set.</summary>
    public static FieldSet Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ObjectReader.MaxDepth });
        json.Read();
        return new FieldSetReader(new FieldSetBuilder()).Level(ref json, out _) ?? FieldSet.Empty;
    }

    // An object without elements is a member with nothing below.
    private FieldSet? Level(ref Utf8JsonReader json, out bool isMember)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"a field set is made of objects, not {json.TokenType}");
        }

        isMember = false;
        var mark = builder.Begin();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("."u8))
            {
                isMember = true;
                json.Read();
                json.Skip();
                continue;
            }

            var element = Element(json);
            json.Read();
            var member = true;
            var below = json.TokenType == JsonTokenType.Null ? null : Level(ref json, out member);
            if (element is { } known)
            {
                builder.Add(known, member, below);
            }
        }

        var set = builder.End(mark);
        isMember |= set is null;
        return set;
    }

    private static PathElement? Element(in Utf8JsonReader json) =>
        !json.ValueIsEscaped && json.ValueSpan is [(byte)'f', (byte)':', .. var name]
            ? PathElement.Field(JsonStrings.Decode(name, escaped: false))
            : FieldSetJson.Element(JsonStrings.Decode(json.ValueSpan, json.ValueIsEscaped));
}
