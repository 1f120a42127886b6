using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Webhooks;

/// <summary>Where a webhook is and whom to trust there: a clientConfig of Kubernetes.</summary>
/// <param name="Url">What is called; of a Service <c>https://NAME.NAMESPACE.svc:PORT/PATH</c>.</param>
/// <param name="Service">Namespace, name and port of the Service; null when the URL itself says where to go.</param>
/// <param name="AuthoritiesPem">The only roots; empty for the machine's.</param>
internal sealed record WebhookAddress(Uri Url, (string Namespace, string Name, int Port)? Service, string AuthoritiesPem)
{
    private const int HttpsPort = 443;

    /// <summary>Reads a clientConfig that was validated. Throws <see cref="WebhookException"/> when it leads nowhere.</summary>
    public static WebhookAddress Read(JsonObject? config)
    {
        var authorities = Authorities(JsonNodes.GetString(config, "caBundle"));
        if (JsonNodes.GetObject(config, "service") is { } service)
        {
            var name = JsonNodes.GetString(service, "name") ?? "";
            var ns = JsonNodes.GetString(service, "namespace") ?? "";
            var port = (int)(JsonNodes.GetLong(service, "port") ?? HttpsPort);
            var path = (JsonNodes.GetString(service, "path") ?? "").TrimStart('/');
            return new(Parse(string.Create(CultureInfo.InvariantCulture, $"https://{name}.{ns}.svc:{port}/{path}")), (ns, name, port), authorities);
        }

        return JsonNodes.GetString(config, "url") is { } url
            ? new WebhookAddress(Parse(url), null, authorities)
            : throw new WebhookException("webhook configuration must have either service or URL");
    }

    private static Uri Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
        ? url
        : throw new WebhookException($"Unparsable URL: {text}");

    private static string Authorities(string? base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? "")).Trim();
        }
        catch (FormatException)
        {
            throw new WebhookException("the caBundle is no base64");
        }
    }
}
