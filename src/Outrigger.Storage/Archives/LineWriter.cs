using System.Text.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Archives;

/// <summary>
/// Writes the lines of an archive, each a JSON object: the header, an object a line, the end. An object's JSON is written as it is
/// stored, so that it comes out again byte by byte.
/// </summary>
internal static class LineWriter
{
    /// <summary>The name of the format with its version.</summary>
    public const string Format = "outrigger.export/1";

    public const byte LineEnd = (byte)'\n';
    private static readonly TextCache Texts = new(0);

    public static void WriteHeader(Utf8JsonWriter json, ArchiveHeader header)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("revision", header.Revision);
        json.WriteString("made", header.Made.UtcDateTime);
        json.WriteEndObject();
    }

    public static void WriteRecord(Utf8JsonWriter json, ArchiveRecord record)
    {
        json.WriteStartObject();
        json.WriteString("key", record.Key);
        json.WriteNumber("revision", record.Revision);
        if (record.Expires is { } at)
        {
            json.WriteString("expires", at.UtcDateTime);
        }

        var value = record.Value.Span;
        if (IsPlain(value))
        {
            var start = StoredCodec.ReadHeader(value, Texts, out var version);
            json.WriteString("version", version);
            json.WritePropertyName("object");
            json.WriteRawValue(value[start..], skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("value", value);
        }

        json.WriteEndObject();
    }

    public static void WriteEnd(Utf8JsonWriter json, long objects, byte[] digest)
    {
        json.WriteStartObject();
        json.WriteNumber("objects", objects);
        json.WriteString("sha256", Convert.ToHexStringLower(digest));
        json.WriteEndObject();
    }

    // what another codec wrote, or nobody, goes as it is
    private static bool IsPlain(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2 || value[0] != StoredCodec.PlainJson || value.Length <= 2 + value[1])
        {
            return false;
        }

        var text = value[(2 + value[1])..];
        if (text[0] != '{' || text[^1] != '}' || text.Contains(LineEnd))
        {
            return false;
        }

        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1000 });
            while (json.Read())
            {
                // to its end
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
