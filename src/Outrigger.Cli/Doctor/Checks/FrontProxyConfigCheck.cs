using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The main server tells extension servers by which certificates they know its aggregator.</summary>
internal sealed class FrontProxyConfigCheck : ICheck
{
    private const string Flags =
        "kube-apiserver --requestheader-client-ca-file=FILE --requestheader-allowed-names=front-proxy-client --proxy-client-cert-file=FILE --proxy-client-key-file=FILE";

    public string Name => CheckNames.FrontProxyConfig;

    public IReadOnlyList<string> Needs => [CheckNames.MainServer];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var map = await context.Client.FindAsync(KubernetesPaths.AuthenticationConfigMap, cancellationToken).ConfigureAwait(false);
        context.Authentication = JsonNodes.GetObject(map, "data");
        if (JsonNodes.GetString(context.Authentication, "requestheader-client-ca-file") is not { Length: > 0 })
        {
            return CheckResult.Fail("kube-system/extension-apiserver-authentication has no requestheader-client-ca-file: no extension server can believe the aggregator", Flags);
        }

        var names = JsonNodes.GetString(context.Authentication, "requestheader-allowed-names") ?? "[]";
        return names is "[]" or ""
            ? CheckResult.Warn("requestheader-allowed-names is empty: any certificate of the front-proxy authority may say that it is anybody", Flags)
            : CheckResult.Ok($"extension servers are told the front-proxy authority and the names {names}");
    }
}
