using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Every endpoint takes a connection.</summary>
internal sealed class ConnectCheck : ICheck
{
    public string Name => CheckNames.Connect;

    public IReadOnlyList<string> Needs => [CheckNames.Endpoints];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(context.Backends.Select(b => TryAsync(context, b, cancellationToken))).ConfigureAwait(false);
        var failed = tried.Where(t => t.Error is not null).ToList();
        if (failed.Count == 0)
        {
            return CheckResult.Ok($"{tried.Length} of {tried.Length} take connections");
        }

        context.Backends = [.. tried.Where(t => t.Error is null).Select(t => t.Backend)];
        var first = failed[0];
        if (context.ApiService.IsAvailable && context.Backends.Count == 0)
        {
            return CheckResult.NotTried($"{first.Backend} is not reached from this machine, though the main server reaches it: run the doctor in the cluster to see more");
        }

        var refused = failed.Find(t => t.Error == SocketError.ConnectionRefused);
        if (refused.Error is not null)
        {
            return Failure(context, $"{refused.Backend} refuses the connection: no server listens there", context.LogsCommand);
        }

        var policies = await PoliciesAsync(context, cancellationToken).ConfigureAwait(false);
        return Failure(
            context,
            $"{first.Backend} does not answer ({first.Error}): something between here and there drops the traffic{(policies.Count > 0 ? $"; NetworkPolicies there: {string.Join(", ", policies)}" : "")}",
            policies.Count > 0
                ? $"kubectl get networkpolicy {policies[0]} -n {context.ApiService.Namespace} -o yaml"
                : $"kubectl get networkpolicies -n {context.ApiService.Namespace}");
    }

    // what still answers is worth looking at further
    private static CheckResult Failure(DoctorContext context, string message, string fix) =>
        context.Backends.Count > 0 ? CheckResult.Warn(message, fix) : CheckResult.Fail(message, fix);

    private static async Task<(Backend Backend, SocketError? Error)> TryAsync(DoctorContext context, Backend backend, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await Deadline.RunAsync(
                context.Timeout,
                context.Time,
                async cancel =>
                {
                    await socket.ConnectAsync(backend.ToEndPoint(), cancel).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            return (backend, null);
        }
        catch (SocketException e)
        {
            return (backend, e.SocketErrorCode);
        }
        catch (TimeoutException)
        {
            return (backend, SocketError.TimedOut);
        }
    }

    private static async Task<IReadOnlyList<string>> PoliciesAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        try
        {
            var list = await context.Client.ListAsync(KubernetesPaths.NetworkPolicies(context.ApiService.Namespace), null, cancellationToken).ConfigureAwait(false);
            return [.. JsonNodes.Objects(list, "items").Select(p => JsonNodes.GetString(p, "metadata", "name") ?? "")];
        }
        catch (StatusException refused) when (refused.Status.Code is 403 or 404)
        {
            return [];
        }
    }
}
