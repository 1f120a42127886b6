using System.Buffers;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>URIs as Go's url.ParseRequestURI reads them: absolute, or a path from the root; blanks in a path are not minded.</summary>
internal static class RequestUri
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> SchemeSigns = SearchValues.Create(LettersAndDigits + "+-.");
    private static readonly SearchValues<char> HostSigns = SearchValues.Create(LettersAndDigits + "-_.~!$&'()*+,;=:[]<>\"%");
    private static readonly SearchValues<char> UserSigns = SearchValues.Create(LettersAndDigits + "-._:~!$&'()*+,;=%@");

    public static bool IsUri(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f'))
        {
            return false;
        }

        var colon = text.IndexOfAnyExcept(SchemeSigns);
        var absolute = colon > 0 && text[colon] == ':' && char.IsAsciiLetter(text[0]);
        var rest = absolute ? text[(colon + 1)..] : text;
        var query = rest.IndexOf('?');
        rest = query < 0 ? rest : rest[..query];
        if (rest.IsEmpty || rest[0] != '/')
        {
            return absolute || text is "*";
        }

        if (!absolute || !rest.StartsWith("//"))
        {
            return IsEscaped(rest);
        }

        var authority = rest[2..];
        var slash = authority.IndexOf('/');
        return slash < 0 ? IsAuthority(authority) : IsAuthority(authority[..slash]) && IsEscaped(authority[slash..]);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text)
    {
        var at = text.LastIndexOf('@');
        var user = at < 0 ? default : text[..at];
        return !user.ContainsAnyExcept(UserSigns) && IsEscaped(user) && IsHost(text[(at + 1)..]);
    }

    private static bool IsHost(ReadOnlySpan<char> text)
    {
        if (text.Contains('['))
        {
            var end = text.LastIndexOf(']');
            return text[0] == '[' && end > 0 && IsPort(text[(end + 1)..]) && IsBracketed(text[1..end]);
        }

        var colon = text.LastIndexOf(':');
        foreach (var c in text)
        {
            if (c < 0x80 && !HostSigns.Contains(c))
            {
                return false;
            }
        }

        return (colon < 0 || IsPort(text[colon..])) && IsEscaped(text);
    }

    // A zone follows an escaped percent sign.
    private static bool IsBracketed(ReadOnlySpan<char> text)
    {
        var zone = text.IndexOf("%25");
        var address = zone < 0 ? text : text[..zone];
        return address.Contains(':') && Addresses.IsIp(address);
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    private static bool IsEscaped(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%'))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }

            text = text[(i + 3)..];
        }

        return true;
    }
}
