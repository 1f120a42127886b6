using System.Text.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Archives;

/// <summary>Reads the lines of an archive. Throws <see cref="InvalidDataException"/> for what is none of the format.</summary>
internal static class LineReader
{
    public static ArchiveHeader ReadHeader(ReadOnlySpan<byte> line)
    {
        var (format, revision, made) = ("", 0L, default(DateTimeOffset));
        var json = Open(line);
        while (NextName(ref json))
        {
            switch (json.GetString())
            {
                case "format":
                    format = Text(ref json);
                    break;
                case "revision":
                    revision = Number(ref json);
                    break;
                case "made":
                    made = Time(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return format == LineWriter.Format
            ? new ArchiveHeader(revision, made)
            : throw new InvalidDataException(format.StartsWith("outrigger.export/", StringComparison.Ordinal)
                ? $"its format is {format}, this program reads {LineWriter.Format}: use the newer version that wrote it"
                : "it does not begin as one");
    }

    /// <summary>An object; null for the end, whose count and digest are told then.</summary>
    public static ArchiveRecord? Read(ReadOnlySpan<byte> line, out (long Objects, string Digest) end)
    {
        var (key, version, revision) = ("", "", 0L);
        DateTimeOffset? expires = null;
        byte[]? value = null;
        end = (-1, "");
        var json = Open(line);
        while (NextName(ref json))
        {
            switch (json.GetString())
            {
                case "key":
                    key = Text(ref json);
                    break;
                case "revision":
                    revision = Number(ref json);
                    break;
                case "expires":
                    expires = Time(ref json);
                    break;
                case "version":
                    version = Text(ref json);
                    break;
                case "object":
                    value = Framed(Raw(ref json, line), version);
                    break;
                case "value":
                    json.Read();
                    value = json.GetBytesFromBase64();
                    break;
                case "objects":
                    end.Objects = Number(ref json);
                    break;
                case "sha256":
                    end.Digest = Text(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return end.Objects >= 0 ? null
            : key.Length > 0 && value is not null ? new ArchiveRecord(key, revision, value, expires)
            : throw new InvalidDataException("a line is no object");
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        return json.Read() && json.TokenType == JsonTokenType.StartObject ? json : throw new InvalidDataException("a line is no JSON object");
    }

    private static bool NextName(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static string Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? "";
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    private static DateTimeOffset Time(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetDateTimeOffset();
    }

    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        json.Read();
        var from = (int)json.TokenStartIndex;
        json.Skip();
        return line[from..(int)json.BytesConsumed];
    }

    private static byte[] Framed(ReadOnlySpan<byte> text, string version)
    {
        var start = StoredCodec.HeaderLength(version);
        var value = new byte[start + text.Length];
        StoredCodec.WriteHeader(value, version);
        text.CopyTo(value.AsSpan(start));
        return value;
    }
}
