using System.Globalization;
using System.Text;

namespace Outrigger.ApiMachinery.Json;

/// <summary>
/// Decodes the inside of a JSON string as Go does: broken UTF-8 and lone surrogates become U+FFFD, where
/// <c>Utf8JsonReader.GetString</c> would throw.
/// </summary>
internal static class JsonStrings
{
    public static string Decode(ReadOnlySpan<byte> raw, bool escaped) =>
        escaped ? Unescape(raw) : Encoding.UTF8.GetString(raw);

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var builder = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            var slash = raw.IndexOf((byte)'\\');
            if (slash != 0)
            {
                var plain = slash < 0 ? raw : raw[..slash];
                builder.Append(Encoding.UTF8.GetString(plain));
                raw = raw[plain.Length..];
                continue;
            }

            raw = AppendEscape(builder, raw);
        }

        return builder.ToString();
    }

    // The reader has checked that every escape is complete.
    private static ReadOnlySpan<byte> AppendEscape(StringBuilder builder, ReadOnlySpan<byte> raw)
    {
        if (raw[1] != 'u')
        {
            builder.Append(raw[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                var other => (char)other,
            });
            return raw[2..];
        }

        var first = Unit(raw);
        raw = raw[6..];
        if (!char.IsSurrogate(first))
        {
            builder.Append(first);
        }
        else if (char.IsHighSurrogate(first) && raw.StartsWith("\\u"u8) && char.IsLowSurrogate(Unit(raw)))
        {
            builder.Append(first).Append(Unit(raw));
            raw = raw[6..];
        }
        else
        {
            builder.Append('\uFFFD');
        }

        return raw;
    }

    private static char Unit(ReadOnlySpan<byte> raw) =>
        (char)ushort.Parse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
