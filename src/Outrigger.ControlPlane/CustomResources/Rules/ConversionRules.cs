using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>spec.conversion of a CRD. The paths are those of Kubernetes' internal type: clients see them.</summary>
internal static class ConversionRules
{
    private const string Path = "spec.conversion";
    private static readonly string[] Strategies = ["None", "Webhook"];
    private static readonly string[] Reviews = ["v1", "v1beta1"];

    public static void Check(JsonObject? conversion, ICollection<FieldError> errors)
    {
        if (conversion is null)
        {
            return;
        }

        DefinitionRules.CheckWord(conversion, "strategy", $"{Path}.strategy", Strategies, errors);
        var webhook = JsonNodes.GetObject(conversion, "webhook");
        var client = JsonNodes.GetObject(webhook, "clientConfig");
        var versions = JsonNodes.StringList(JsonNodes.Get(webhook, "conversionReviewVersions"));
        if (Spec.Text(conversion, "strategy") is "Webhook")
        {
            CheckClient(client, errors);
            CheckReviews(versions, errors);
            return;
        }

        if (client is not null)
        {
            errors.Add(FieldErrors.Forbidden($"{Path}.webhookClientConfig", "should not be set when strategy is not set to Webhook"));
        }

        if (versions.Count > 0)
        {
            errors.Add(FieldErrors.Forbidden($"{Path}.conversionReviewVersions", "should not be set when strategy is not set to Webhook"));
        }
    }

    private static void CheckClient(JsonObject? client, ICollection<FieldError> errors)
    {
        const string ClientPath = $"{Path}.webhookClientConfig";
        if (client is null)
        {
            errors.Add(FieldErrors.Required(ClientPath, "required when strategy is set to Webhook"));
            return;
        }

        var url = JsonNodes.GetString(client, "url");
        var service = JsonNodes.GetObject(client, "service");
        if (url is null == service is null)
        {
            errors.Add(FieldErrors.Required(ClientPath, "exactly one of url or service is required"));
        }
        else if (url is not null)
        {
            CheckUrl(url, $"{ClientPath}.url", errors);
        }
        else
        {
            foreach (var field in new[] { "name", "namespace" }.Where(f => Spec.Text(service, f).Length == 0))
            {
                errors.Add(FieldErrors.Required($"{ClientPath}.service.{field}", $"service {field} is required"));
            }
        }
    }

    private static void CheckUrl(string text, string path, ICollection<FieldError> errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Add(FieldErrors.Required(path, "url must be a valid URL; desired format: https://host[/path]"));
            return;
        }

        if (url.Scheme is not "https")
        {
            errors.Add(FieldErrors.Invalid(path, url.Scheme, "'https' is the only allowed URL scheme; desired format: https://host[/path]"));
        }

        if (url.Host.Length == 0)
        {
            errors.Add(FieldErrors.Invalid(path, url.Host, "host must be specified; desired format: https://host[/path]"));
        }
    }

    private static void CheckReviews(IReadOnlyList<string> versions, ICollection<FieldError> errors)
    {
        const string ReviewsPath = $"{Path}.conversionReviewVersions";
        if (versions.Count == 0)
        {
            errors.Add(FieldErrors.Required(ReviewsPath));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            var faults = seen.Add(version) ? Formats.Dns1035Label(version) : ["duplicate version"];
            foreach (var fault in faults)
            {
                errors.Add(FieldErrors.Invalid($"{ReviewsPath}[{i}]", version, fault));
            }
        }

        if (!versions.Any(v => Reviews.Contains(v, StringComparer.Ordinal)))
        {
            var all = new JsonArray([.. versions.Select(v => (JsonNode)v)]);
            errors.Add(FieldErrors.Invalid(ReviewsPath, all, $"must include at least one of {string.Join(", ", Reviews)}"));
        }
    }
}
