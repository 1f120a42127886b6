using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Where a webhook is: an https URL or a service (apiserver util/webhook).</summary>
internal static class WebhookClientRules
{
    private const string Form = "; desired format: https://host[/path]";

    public static void Check(JsonObject? client, string path, ICollection<FieldError> errors)
    {
        var url = JsonNodes.GetString(client, "url");
        var service = JsonNodes.GetObject(client, "service");
        if ((url is null) == (service is null))
        {
            errors.Add(FieldErrors.Required(path, "exactly one of url or service is required"));
        }
        else if (url is not null)
        {
            CheckUrl(url, $"{path}.url", errors);
        }
        else
        {
            CheckService(service!, $"{path}.service", errors);
        }
    }

    private static void CheckUrl(string text, string path, ICollection<FieldError> errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Add(text.Contains("://", StringComparison.Ordinal)
                ? FieldErrors.Required(path, $"url must be a valid URL: {text}{Form}")
                : FieldErrors.Invalid(path, "", $"'https' is the only allowed URL scheme{Form}"));
            return;
        }

        if (url.Scheme is not "https")
        {
            errors.Add(FieldErrors.Invalid(path, url.Scheme, $"'https' is the only allowed URL scheme{Form}"));
        }

        if (url.Host.Length == 0)
        {
            errors.Add(FieldErrors.Invalid(path, "", $"host must be specified{Form}"));
        }

        if (url.UserInfo.Length > 0)
        {
            errors.Add(FieldErrors.Invalid(path, url.UserInfo, "user information is not permitted in the URL"));
        }

        if (url.Fragment.Length > 1)
        {
            errors.Add(FieldErrors.Invalid(path, url.Fragment[1..], "fragments are not permitted in the URL"));
        }

        if (url.Query.Length > 1)
        {
            errors.Add(FieldErrors.Invalid(path, url.Query[1..], "query parameters are not permitted in the URL"));
        }
    }

    private static void CheckService(JsonObject service, string path, ICollection<FieldError> errors)
    {
        // Kubernetes hands both over in the wrong order: a missing namespace is told of the name, and the other way round.
        foreach (var (field, other) in ((string, string)[])[("name", "namespace"), ("namespace", "name")])
        {
            if (string.IsNullOrEmpty(JsonNodes.GetString(service, other)))
            {
                errors.Add(FieldErrors.Required($"{path}.{field}"));
            }
        }

        if (JsonNodes.GetLong(service, "port") is { } port and (< 1 or > 65535))
        {
            errors.Add(FieldErrors.Invalid($"{path}.port", port, "port is not valid: must be between 1 and 65535, inclusive"));
        }

        CheckPath(JsonNodes.GetString(service, "path") ?? "", $"{path}.path", errors);
    }

    private static void CheckPath(string text, string path, ICollection<FieldError> errors)
    {
        if (text is "" or "/")
        {
            return;
        }

        if (text is "//")
        {
            errors.Add(FieldErrors.Invalid(path, text, "segment[0] may not be empty"));
            return;
        }

        if (text[0] != '/')
        {
            errors.Add(FieldErrors.Invalid(path, text, "must start with a '/'"));
        }

        var rest = text[1..];
        var segments = (rest.EndsWith('/') ? rest[..^1] : rest).Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            IEnumerable<string> faults = segments[i].Length == 0
                ? [$"segment[{i}] may not be empty"]
                : Formats.Dns1123Subdomain(segments[i]).Select(f => $"segment[{i}]: {f}");
            FieldRules.Refuse(path, text, faults, errors);
        }
    }
}
