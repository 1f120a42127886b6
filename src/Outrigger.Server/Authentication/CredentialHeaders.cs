using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Headers that carry identity. Once authentication is over they are gone from the request, with or without trust, so that
/// nothing behind it can act on them or pass them on.
/// </summary>
internal static class CredentialHeaders
{
    private const string Prefix = "X-Remote-";

    public static void Remove(IHeaderDictionary headers)
    {
        if (headers.Authorization.Count > 0)
        {
            headers.Remove("Authorization");
        }

        RemovePrefixed(headers, Prefix);
    }

    public static void RemovePrefixed(IHeaderDictionary headers, string prefix)
    {
        List<string>? found = null;
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                (found ??= []).Add(header.Key);
            }
        }

        if (found is not null)
        {
            found.ForEach(name => headers.Remove(name));
        }
    }
}
