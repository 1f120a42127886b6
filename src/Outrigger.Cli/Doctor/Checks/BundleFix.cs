using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The command that puts the right authority into an APIService.</summary>
internal static class BundleFix
{
    /// <summary>From a file of the caller's.</summary>
    public static string FromFile(ApiServiceSpec api, string more = "") => Patch(api, "base64 -w0 < ca.crt", more);

    /// <summary>From the Secret of the namespace that holds (as ca.crt) who signed the server's certificate, if there is one to be seen.</summary>
    public static async Task<string> FindAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        if (context.Handshakes.Count == 0)
        {
            return FromFile(api);
        }

        try
        {
            var list = await context.Client.ListAsync(KubernetesPaths.Secrets(api.Namespace), null, cancellationToken).ConfigureAwait(false);
            var fit = JsonNodes.Objects(list, "items").FirstOrDefault(s => Signed(s, context.Handshakes[0]));
            return fit is null
                ? FromFile(api)
                : Patch(api, $"kubectl get secret {JsonNodes.GetString(fit, "metadata", "name")} -n {api.Namespace} -o jsonpath='{{.data.ca\\.crt}}'", "");
        }
        catch (StatusException refused) when (refused.Status.Code == 403)
        {
            return FromFile(api);
        }
    }

    private static string Patch(ApiServiceSpec api, string source, string more) =>
        $"kubectl patch apiservice {api.Name} --type=merge -p \"{{\\\"spec\\\":{{{more.Replace("\"", "\\\"", StringComparison.Ordinal)}\\\"caBundle\\\":\\\"$({source})\\\"}}}}\"";

    private static bool Signed(JsonObject secret, Handshake shown)
    {
        if (JsonNodes.GetString(secret, "data", "ca.crt") is not { Length: > 0 } text)
        {
            return false;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(text)));
            return authorities.Count > 0 && Certificates.Chains(shown, authorities);
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
