using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server asks for the front proxy's certificate and takes the aggregator's word for who calls.</summary>
internal sealed class FrontProxyCheck : ICheck
{
    public string Name => CheckNames.FrontProxy;

    public IReadOnlyList<string> Needs => [CheckNames.Handshake];

    public Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var said = JsonNodes.GetString(context.ApiService.Available, "message") ?? "";
        if (!context.ApiService.IsAvailable && (said.EndsWith(": 401", StringComparison.Ordinal) || said.EndsWith(": 403", StringComparison.Ordinal)))
        {
            return Task.FromResult(CheckResult.Fail($"the server answers the aggregator with {said[^3..]}: it does not take its word for who calls", Fix(context)));
        }

        if (context.Handshakes.FirstOrDefault(h => !h.AsksForCertificate) is { } silent)
        {
            return Task.FromResult(CheckResult.Fail($"{silent.Backend} asks for no client certificate: the aggregator cannot prove itself", Fix(context)));
        }

        var authorities = Authorities(context);
        var other = context.Handshakes.FirstOrDefault(h => h.AcceptedIssuers.Count > 0 && !authorities.Any(a => h.AcceptedIssuers.Contains(a)));
        return Task.FromResult(other is not null && authorities.Count > 0
            ? CheckResult.Fail($"{other.Backend} takes certificates of {string.Join("; ", other.AcceptedIssuers)}, not of the front-proxy authority {authorities[0]}", Fix(context))
            : CheckResult.Ok("it asks for the aggregator's certificate"));
    }

    private static string Fix(DoctorContext context)
    {
        var api = context.ApiService;
        return PodOwner.Flag(context.PodSpec, "requestheader-client-ca-file") is { } file
            ? $"kubectl edit deployment -n {api.Namespace} -l {context.Selector} # take --requestheader-client-ca-file={file} out: the main server's ConfigMap says it"
            : $"kubectl rollout restart deployment -n {api.Namespace} -l {context.Selector} # it reads kube-system/extension-apiserver-authentication when it starts";
    }

    private static List<string> Authorities(DoctorContext context)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(JsonNodes.GetString(context.Authentication, "requestheader-client-ca-file") ?? "");
            return [.. all.Select(c => c.Subject)];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
