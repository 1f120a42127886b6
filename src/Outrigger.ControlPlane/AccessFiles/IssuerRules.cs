using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.Jwt;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>What an issuer must be like, wherever it is configured.</summary>
public static class IssuerRules
{
    /// <summary>Everything that is wrong with one.</summary>
    /// <param name="settings">The issuer.</param>
    /// <param name="reserved">Issuers that it may not be: this server's own.</param>
    /// <param name="path">Where it is configured.</param>
    public static IEnumerable<FieldError> Check(JwtAuthenticatorSettings settings, IReadOnlyList<string> reserved, string path)
    {
        var (url, discovery) = (settings.IssuerUrl, settings.DiscoveryUrl);
        if (url.Length == 0)
        {
            yield return FieldErrors.Required($"{path}.url");
        }
        else if (reserved.Contains(url, StringComparer.Ordinal))
        {
            yield return FieldErrors.Invalid(
                $"{path}.url", url, $"URL must not overlap with disallowed issuers: [{string.Join(' ', reserved.Order(StringComparer.Ordinal))}]");
        }

        foreach (var error in (url.Length == 0 ? [] : Url($"{path}.url", url)).Concat(discovery.Length == 0 ? [] : Url($"{path}.discoveryURL", discovery)))
        {
            yield return error;
        }

        if (discovery.Length > 0 && discovery.TrimEnd('/') == url.TrimEnd('/'))
        {
            yield return FieldErrors.Invalid($"{path}.discoveryURL", discovery, "discoveryURL must be different from URL");
        }

        foreach (var error in Audiences(settings.Audiences, path))
        {
            yield return error;
        }

        if (settings.CertificateAuthority.Length > 0 && Fault(settings.CertificateAuthority) is { } fault)
        {
            yield return new FieldError(FieldErrorType.Invalid, $"{path}.certificateAuthority", "\"<omitted>\"", fault);
        }
    }

    private static IEnumerable<FieldError> Url(string path, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            yield return FieldErrors.Invalid(path, text, "is no URL");
            yield break;
        }

        (bool IsFault, string What)[] faults =
        [
            (url.Scheme != Uri.UriSchemeHttps, "URL scheme must be https"),
            (url.UserInfo.Length > 0, "URL must not contain a username or password"),
            (url.Query.Length > 1, "URL must not contain a query"),
            (url.Fragment.Length > 1, "URL must not contain a fragment"),
        ];
        foreach (var (_, what) in faults.Where(f => f.IsFault))
        {
            yield return FieldErrors.Invalid(path, text, what);
        }
    }

    private static IEnumerable<FieldError> Audiences(IReadOnlyList<string> audiences, string path)
    {
        if (audiences.Count == 0)
        {
            yield return FieldErrors.Required($"{path}.audiences", $"at least one {path}.audiences is required");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < audiences.Count; i++)
        {
            if (audiences[i].Length == 0)
            {
                yield return FieldErrors.Required($"{path}.audiences[{i}]");
            }
            else if (!seen.Add(audiences[i]))
            {
                yield return FieldErrors.Duplicate($"{path}.audiences[{i}]", audiences[i]);
            }
        }
    }

    private static string? Fault(string pem)
    {
        try
        {
            PemFiles.Certificates(pem, "the text");
            return null;
        }
        catch (ClientConfigException e)
        {
            return e.Message;
        }
    }
}
