using System.Buffers;
using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas.Strings;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>A URL in its parts, as Go's net/url has them.</summary>
/// <param name="Scheme">In lower case; empty for none.</param>
/// <param name="User">What stands before the host's @.</param>
/// <param name="Host">Name and port.</param>
/// <param name="Path">As it is written, escaped where it must be; empty for a URL of no hierarchy (<c>mailto:a</c>).</param>
/// <param name="Rest">The query and fragment, or all behind the scheme when there is no hierarchy.</param>
internal sealed record RequestUrl(string Scheme, string User, string Host, string Path, string Rest)
{
    private static readonly SearchValues<char> PathSigns =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/[]%");

    private static readonly SearchValues<char> PlainPathSigns =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~$&+,/:;=@");

    /// <summary>The host without its port and brackets.</summary>
    public string Hostname
    {
        get
        {
            var end = Host.LastIndexOf(']');
            var name = end < 0 && Host.LastIndexOf(':') is >= 0 and var colon ? Host[..colon] : end < 0 ? Host : Host[..(end + 1)];
            return name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
        }
    }

    /// <summary>The port; empty for none.</summary>
    public string Port => Host.LastIndexOf(':') is >= 0 and var colon && colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";

    /// <summary>The query, without its question mark.</summary>
    private string Query => Rest.StartsWith('?') ? Rest.Split('#')[0][1..] : "";

    /// <summary>Reads an absolute URL, or a path from the root; what is wrong with it, or null.</summary>
    public static string? Parse(string text, out RequestUrl url)
    {
        url = new RequestUrl("", "", "", "", "");
        if (!RequestUri.IsUri(text))
        {
            return $"parse {GoText.Quote(text)}: {(text.Length == 0 ? "empty url" : "invalid URI for request")}";
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var hasScheme = text[0] is not ('/' or '*') && colon > 0;
        var scheme = hasScheme ? text[..colon].ToLowerInvariant() : "";
        var rest = hasScheme ? text[(colon + 1)..] : text;
        if (hasScheme && !rest.StartsWith('/'))
        {
            url = new RequestUrl(scheme, "", "", "", rest);
            return null;
        }

        var authority = "";
        if (hasScheme && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
            authority = end < 0 ? rest[2..] : rest[2..(end + 2)];
            rest = end < 0 ? "" : rest[(end + 2)..];
        }

        var at = authority.LastIndexOf('@');
        var tail = rest.AsSpan().IndexOfAny('?', '#');
        var path = tail < 0 ? rest : rest[..tail];
        url = new RequestUrl(
            scheme, at < 0 ? "" : authority[..at], Uri.UnescapeDataString(authority[(at + 1)..]), Escape(path), tail < 0 ? "" : rest[tail..]);
        return null;
    }

    /// <summary>The parameters of the query in their order; what cannot be read is left out.</summary>
    public IEnumerable<IGrouping<string, string>> Parameters() => Query.Split('&')
        .Where(part => part.Length > 0 && !part.Contains(';', StringComparison.Ordinal))
        .Select(part => part.Split('=', 2))
        .Where(pair => pair.All(IsEscaped))
        .GroupBy(pair => Unescape(pair[0]), pair => pair.Length > 1 ? Unescape(pair[1]) : "", StringComparer.Ordinal);

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static bool IsEscaped(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Escape(string path)
    {
        if (!path.AsSpan().ContainsAnyExcept(PathSigns))
        {
            return path;
        }

        var text = new StringBuilder(path.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(Uri.UnescapeDataString(path)))
        {
            text.Append(PlainPathSigns.Contains((char)b) ? ((char)b).ToString() : $"%{b:X2}");
        }

        return text.ToString();
    }
}
