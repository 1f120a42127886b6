using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;

namespace Outrigger.Server.Authentication;

/// <summary>Extra facts about a user in headers: the key is what follows the prefix, lower case, percent-encoded.</summary>
internal static class ExtraHeaders
{
    /// <summary>Null when there are none.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Read(IHeaderDictionary headers, IReadOnlyList<string> prefixes)
    {
        Dictionary<string, IReadOnlyList<string>>? extra = null;
        foreach (var prefix in prefixes)
        {
            foreach (var (name, values) in headers)
            {
                if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                var raw = name[prefix.Length..].ToLowerInvariant();
                var key = PercentDecoder.Decode(raw) ?? raw;
                extra ??= new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
                var told = Array.ConvertAll(values.ToArray(), static v => v ?? "");
                extra[key] = extra.TryGetValue(key, out var before) ? [.. before, .. told] : told;
            }
        }

        return extra;
    }
}
