using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server believes identity headers of nobody but the front proxy: a request with forged ones, and without a certificate, is refused.</summary>
internal sealed class IdentityHeadersCheck : ICheck
{
    private static readonly Dictionary<string, string> Forged = new(StringComparer.Ordinal)
    {
        ["X-Remote-User"] = "outrigger-doctor",
        ["X-Remote-Group"] = "system:masters",
    };

    public string Name => CheckNames.IdentityHeaders;

    public IReadOnlyList<string> Needs => [CheckNames.Handshake];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        var silent = 0;
        foreach (var server in context.Handshakes)
        {
            var answer = await Deadline.RunAsync(
                context.Timeout, context.Time, cancel => DirectClient.GetAsync(server, api.ServerName, api.Path, Forged, cancel), cancellationToken).ConfigureAwait(false);
            silent += answer is null ? 1 : 0;
            if (answer?.Code == 200)
            {
                return CheckResult.Fail(
                    $"{server.Backend} answers a forged X-Remote-User that came without a certificate: anybody who reaches it is whoever he likes",
                    $"kubectl create rolebinding {api.Service}-auth-reader -n kube-system --role=extension-apiserver-authentication-reader {context.Account?.Flag ?? "--serviceaccount=NAMESPACE:NAME"} # and let the server verify what the ConfigMap there says");
            }
        }

        return CheckResult.Ok(silent == context.Handshakes.Count ? "nobody is answered without a certificate" : "forged ones are refused");
    }
}
