using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Server.Authorization;

/// <summary>What extra facts may be like in the constrained modes of impersonation (KEP-5284).</summary>
internal static class ExtraRules
{
    private const string PathCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~%!$&'()*+,;=:";

    /// <summary>Null when they are as they should be.</summary>
    public static string? Fault(IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        foreach (var (key, values) in extra)
        {
            var fault = key.Length == 0 ? "impersonating the empty string key in extra is not allowed"
                : KeyFault(key) is { } why ? $"impersonating an invalid key in extra is not allowed: {why}"
                : values.Count == 0 ? "impersonating empty values in extra is not allowed"
                : values.Contains("", StringComparer.Ordinal) ? "impersonating the empty string value in extra is not allowed"
                : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    // a domain, a slash and a path
    private static string? KeyFault(string key)
    {
        if (key.Split('/', 2) is not [{ Length: > 0 } host, { Length: > 0 } path])
        {
            return FieldErrors.Invalid("extra.key", key, "must be a domain-prefixed path (such as \"acme.io/foo\")").ToString();
        }

        if (Formats.Dns1123Subdomain(host) is [var fault, ..])
        {
            return FieldErrors.Invalid("extra.key", host, fault).ToString();
        }

        return path.AsSpan().ContainsAnyExcept(PathCharacters)
            ? FieldErrors.Invalid("extra.key", path, $"Invalid path (regex used for validation is '{@"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"}')").ToString()
            : null;
    }
}
