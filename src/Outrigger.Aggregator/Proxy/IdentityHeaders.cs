using System.Text;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Aggregator.Proxy;

/// <summary>
/// Tells another server who asks (request-header authentication): a line per value, never joined, never left out. A value that
/// would not arrive as it is fails the request.
/// </summary>
internal static class IdentityHeaders
{
    private const int BytesOfEscape = 3;

    private static ReadOnlySpan<byte> ExtraPrefix => "X-Remote-Extra-"u8;

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Writes the user.</summary>
    public static void Write(RequestHeadWriter head, UserInfo user)
    {
        if (user.Name.Length == 0)
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, "the user has no name");
        }

        head.Add("X-Remote-User"u8, Whole(user.Name));
        if (user.Uid.Length > 0)
        {
            head.Add("X-Remote-Uid"u8, Whole(user.Uid));
        }

        for (var i = 0; i < user.Groups.Count; i++)
        {
            head.Add("X-Remote-Group"u8, Whole(user.Groups[i]));
        }

        if (user.Extra is null)
        {
            return;
        }

        foreach (var (key, values) in user.Extra)
        {
            WriteExtra(head, key, values);
        }
    }

    private static void WriteExtra(RequestHeadWriter head, string key, IReadOnlyList<string> values)
    {
        var most = ExtraPrefix.Length + (Encoding.UTF8.GetMaxByteCount(key.Length) * BytesOfEscape);
        Span<byte> name = most <= 1024 ? stackalloc byte[most] : new byte[most];
        name = name[..WriteExtraName(key, name)];
        for (var i = 0; i < values.Count; i++)
        {
            head.Add(name, Whole(values[i]));
        }
    }

    /// <summary>The prefix and the key, in which what may not stand in a header name, and the percent sign, is percent-encoded; how many bytes.</summary>
    private static int WriteExtraName(string key, Span<byte> name)
    {
        ExtraPrefix.CopyTo(name);
        var length = ExtraPrefix.Length;

        // the key goes to the end of the memory first: it is never overtaken, as there is room for all of it escaped
        var bytes = name[^Encoding.UTF8.GetMaxByteCount(key.Length)..];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes(key, bytes)])
        {
            if (b != '%' && HeaderTokens.IsTokenByte(b))
            {
                name[length++] = b;
            }
            else
            {
                name[length++] = (byte)'%';
                name[length++] = HexDigits[b >> 4];
                name[length++] = HexDigits[b & 15];
            }
        }

        return length;
    }

    // Readers trim header values: " system:masters" would arrive as another group.
    private static string Whole(string value) => value.Length == 0 || (value[0] is not (' ' or '\t') && value[^1] is not (' ' or '\t'))
        ? value
        : throw new UpstreamException(UpstreamFailure.BadRequest, "a user, group or extra value starts or ends with a blank");
}
