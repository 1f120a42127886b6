using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server's own word on its storage: /readyz, or what it said when it could not start.</summary>
internal sealed class StorageCheck : ICheck
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    public string Name => CheckNames.Storage;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        if (context.Pods.Select(PodState.LastWords).FirstOrDefault(StorageWords.Speaks) is { } words && !context.Pods.Any(PodState.IsReady))
        {
            var (what, mend) = StorageWords.Explain(words, context);
            return CheckResult.Fail($"{what}: {words}", mend);
        }

        var reports = new List<string>();
        foreach (var server in context.Handshakes)
        {
            var answer = await Deadline.RunAsync(
                context.Timeout, context.Time, cancel => DirectClient.GetAsync(server, context.ApiService.ServerName, "readyz?verbose", NoHeaders, cancel), cancellationToken).ConfigureAwait(false);
            if (answer?.Code is 401 or 403)
            {
                return CheckResult.NotTried($"{server.Backend} shows /readyz to nobody: --authorization-always-allow-paths=/healthz,/readyz,/livez would");
            }

            if (answer is { } report)
            {
                reports.Add(report.Text);
            }
        }

        if (reports.Count == 0 && await ThroughMainServerAsync(context, cancellationToken).ConfigureAwait(false) is { } passed)
        {
            reports.Add(passed);
        }

        return reports.Count > 0 ? Judge(reports, context)
            : CheckResult.NotTried(context.Handshakes.Count > 0 ? "the server speaks with nobody who has no certificate" : "the server is not reached from here");
    }

    private static CheckResult Judge(List<string> reports, DoctorContext context)
    {
        var failed = reports.SelectMany(r => r.Split('\n')).Where(l => l.StartsWith("[-]", StringComparison.Ordinal))
            .Select(l => l[3..].Split(' ')[0]).Distinct(StringComparer.Ordinal).ToList();
        if (failed.Count == 0)
        {
            return CheckResult.Ok("/readyz is ok");
        }

        return PodOwner.Flag(context.PodSpec, "etcd-servers") is { } etcd && failed.Exists(f => f.StartsWith("storage", StringComparison.Ordinal) || f.Contains("etcd", StringComparison.Ordinal))
            ? CheckResult.Fail($"the server does not reach its etcd at {etcd} (/readyz: {string.Join(", ", failed)} failed)", $"etcdctl --endpoints={etcd} endpoint health")
            : CheckResult.Fail($"/readyz says that {string.Join(", ", failed)} failed", context.LogsCommand);
    }

    // from outside the cluster: the main server's proxy to Services, where it has one
    private static async Task<string?> ThroughMainServerAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        try
        {
            return await context.Client.GetTextAsync(
                $"api/v1/namespaces/{api.Namespace}/services/https:{api.Service}:{api.Port}/proxy/readyz?verbose", cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException answer)
        {
            return answer.Message.Contains("[-]", StringComparison.Ordinal) ? answer.Message : null;
        }
    }
}
