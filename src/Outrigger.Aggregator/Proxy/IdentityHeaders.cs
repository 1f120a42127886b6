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
            var name = $"X-Remote-Extra-{EscapeKey(key)}";
            foreach (var value in values)
            {
                head.Add(name, Whole(value));
            }
        }
    }

    /// <summary>Percent-encodes what may not stand in a header name, and the percent sign.</summary>
    public static string EscapeKey(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            if (b != '%' && HeaderTokens.IsTokenByte(b))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    // Readers trim header values: " system:masters" would arrive as another group.
    private static string Whole(string value) => value.Length == 0 || (value[0] is not (' ' or '\t') && value[^1] is not (' ' or '\t'))
        ? value
        : throw new UpstreamException(UpstreamFailure.BadRequest, "a user, group or extra value starts or ends with a blank");
}
