using System.Text;

namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>Names and values of HTTP/2 as the rest of the server writes them.</summary>
internal static class FieldText
{
    /// <summary>Stands for a name that HTTP/2 does not allow: upper case, no token, empty.</summary>
    public const string NoName = "\0";

    /// <summary>A name in the usual spelling of HTTP/1.1 (<c>Content-Type</c>), as Go's client has it; pseudo-headers as they are.</summary>
    public static string Name(ReadOnlySpan<byte> name)
    {
        if (name is [(byte)':', ..])
        {
            return name.SequenceEqual(":status"u8) ? ":status" : Encoding.ASCII.GetString(name);
        }

        if (!HeaderTokens.IsToken(name) || name.ContainsAnyInRange((byte)'A', (byte)'Z'))
        {
            return NoName;
        }

        Span<byte> text = name.Length <= 256 ? stackalloc byte[name.Length] : new byte[name.Length];
        for (var i = 0; i < name.Length; i++)
        {
            text[i] = (i == 0 || name[i - 1] == '-') && char.IsAsciiLetterLower((char)name[i]) ? (byte)(name[i] - 32) : name[i];
        }

        return KnownHeaders.Name(text);
    }
}
