using System.Text;

namespace Outrigger.Aggregator.Proxy;

/// <summary>
/// Parses a query and writes it again as Go does (url.Values.Encode): sorted by key, values in their order, what cannot be parsed
/// left out, so that the other server sees exactly what was authorised (CVE-2022-2880).
/// </summary>
internal static class QueryEncoder
{
    /// <summary>The query without its question mark; empty for none.</summary>
    public static string Encode(string raw)
    {
        var query = raw.StartsWith('?') ? raw[1..] : raw;
        if (query.Length == 0 || IsCanonical(query))
        {
            return query;
        }

        var pairs = new List<(byte[] Key, byte[] Value)>();
        foreach (var range in query.AsSpan().Split('&'))
        {
            var piece = query.AsSpan()[range];
            if (piece.IsEmpty || piece.Contains(';'))
            {
                continue;
            }

            var equals = piece.IndexOf('=');
            var key = Unescape(equals < 0 ? piece : piece[..equals]);
            var value = Unescape(equals < 0 ? [] : piece[(equals + 1)..]);
            if (key is not null && value is not null)
            {
                pairs.Add((key, value));
            }
        }

        return Write(pairs);
    }

    /// <summary>One plain pair, or several in order: most queries of clients need no work.</summary>
    private static bool IsCanonical(string query)
    {
        ReadOnlySpan<char> last = [];
        foreach (var range in query.AsSpan().Split('&'))
        {
            var piece = query.AsSpan()[range];
            var equals = piece.IndexOf('=');
            if (equals < 0 || !IsPlain(piece[..equals]) || !IsPlain(piece[(equals + 1)..]) ||
                piece[..equals].SequenceCompareTo(last) < 0)
            {
                return false;
            }

            last = piece[..equals];
        }

        return true;
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c > 0x7f || !IsUnreserved((byte)c))
            {
                return false;
            }
        }

        return true;
    }

    private static string Write(List<(byte[] Key, byte[] Value)> pairs)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in pairs.OrderBy(p => p.Key, ByteOrder))
        {
            if (text.Length > 0)
            {
                text.Append('&');
            }

            Escape(key, text);
            text.Append('=');
            Escape(value, text);
        }

        return text.ToString();
    }

    private static Comparer<byte[]> ByteOrder { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static void Escape(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        foreach (var b in bytes)
        {
            if (IsUnreserved(b))
            {
                text.Append((char)b);
            }
            else if (b == ' ')
            {
                text.Append('+');
            }
            else
            {
                text.Append('%').Append(Hex(b >> 4)).Append(Hex(b & 15));
            }
        }
    }

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static bool IsUnreserved(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~';

    /// <summary>Null when an escape is broken.</summary>
    private static byte[]? Unescape(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+')
            {
                bytes.Add((byte)' ');
            }
            else if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return null;
                }

                bytes.Add(Convert.FromHexString(text.Slice(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                Rune.DecodeFromUtf16(text[i..], out var rune, out var used);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += used - 1;
            }
        }

        return [.. bytes];
    }
}
