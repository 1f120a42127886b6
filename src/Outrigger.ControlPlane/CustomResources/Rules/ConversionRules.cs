using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.ControlPlane.Kinds.Strategies;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>spec.conversion of a CRD. The paths are those of Kubernetes' internal type: clients see them.</summary>
internal static class ConversionRules
{
    private const string Path = "spec.conversion";
    private static readonly string[] Strategies = ["None", "Webhook"];
    private static readonly string[] Reviews = ["v1", "v1beta1"];

    /// <summary>Whether a caBundle that holds no certificate is let through: before the CRD is established, or when it was like that before.</summary>
    public static bool AllowsBadAuthorities(Definition? old) =>
        old is not { IsEstablished: true } || (Authorities(old) is { Length: > 0 } bundle && !IsPem(bundle));

    public static void Check(JsonObject? conversion, bool allowsBadAuthorities, ICollection<FieldError> errors)
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
            CheckClient(client, allowsBadAuthorities, errors);
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

    private static void CheckClient(JsonObject? client, bool allowsBadAuthorities, ICollection<FieldError> errors)
    {
        const string ClientPath = $"{Path}.webhookClientConfig";
        if (client is null)
        {
            errors.Add(FieldErrors.Required(ClientPath, "required when strategy is set to Webhook"));
            return;
        }

        WebhookClientRules.Check(client, ClientPath, errors);
        if (Spec.Text(client, "caBundle") is { Length: > 0 } authorities && !allowsBadAuthorities && !IsPem(authorities))
        {
            errors.Add(FieldErrors.Invalid(
                $"{ClientPath}.caBundle", authorities, "unable to load root certificates: unable to parse bytes as PEM block"));
        }
    }

    private static string? Authorities(Definition crd) => JsonNodes.GetString(crd.Spec, "conversion", "webhook", "clientConfig", "caBundle");

    private static bool IsPem(string base64)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            return pem.Trim().Length == 0 || PemFiles.Certificates(pem, "the caBundle").Count > 0;
        }
        catch (Exception e) when (e is FormatException or ClientConfigException)
        {
            return false;
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
