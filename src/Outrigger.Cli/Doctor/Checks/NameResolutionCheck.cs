using System.Net;
using System.Net.Sockets;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The Service's name resolves; only in a pod, as no other machine asks the cluster's DNS.</summary>
internal sealed class NameResolutionCheck : ICheck
{
    public string Name => CheckNames.Dns;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        if (!context.IsInCluster)
        {
            return CheckResult.NotTried("not run in a pod");
        }

        var name = context.ApiService.ServerName;
        try
        {
            var addresses = await Deadline.RunAsync(
                context.Timeout, context.Time, cancel => Dns.GetHostAddressesAsync(name, cancel), cancellationToken).ConfigureAwait(false);
            return CheckResult.Ok($"{name} is {string.Join(", ", addresses.Select(a => a.ToString()))}");
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            return CheckResult.Fail($"{name} does not resolve: {failure.Message}", "kubectl get pods -n kube-system -l k8s-app=kube-dns");
        }
    }
}
