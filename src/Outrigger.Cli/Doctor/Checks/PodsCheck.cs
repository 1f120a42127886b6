using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The pods behind the Service run and are ready; if not, what their containers last said.</summary>
internal sealed class PodsCheck : ICheck
{
    public string Name => CheckNames.Pods;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var (api, client) = (context.ApiService, context.Client);
        if (context.Selector.Length == 0)
        {
            return CheckResult.NotTried($"the Service {api.Namespace}/{api.Service} has no selector: its endpoints are written by hand");
        }

        var list = await client.ListAsync(KubernetesPaths.Pods(api.Namespace), new ListOptions { LabelSelector = context.Selector }, cancellationToken).ConfigureAwait(false);
        var all = JsonNodes.Objects(list, "items").ToList();
        context.Pods = [.. all.Where(p => !PodState.IsData(p))];
        var deployment = await PodOwner.FindDeploymentAsync(context, cancellationToken).ConfigureAwait(false);
        context.PodSpec = JsonNodes.GetObject(context.Pods.FirstOrDefault(), "spec") ?? JsonNodes.GetObject(deployment, "spec", "template", "spec");
        if (context.Account is null && context.PodSpec is { } spec)
        {
            context.Account = new ServiceAccountName(api.Namespace, JsonNodes.GetString(spec, "serviceAccountName") ?? "default");
        }

        if (context.Pods.Count == 0)
        {
            return deployment is not null && JsonNodes.GetLong(deployment, "spec", "replicas") == 0
                ? CheckResult.Fail(
                    $"the Deployment {JsonNodes.GetString(deployment, "metadata", "name")} wants no pods",
                    $"kubectl scale deployment {JsonNodes.GetString(deployment, "metadata", "name")} -n {api.Namespace} --replicas=1")
                : CheckResult.NotTried(all.Count == 0
                    ? $"no pod has the labels {context.Selector}"
                    : $"{all.Count} with the labels {context.Selector} wait, and no scheduler has looked at them");
        }

        var ready = context.Pods.Where(PodState.IsReady).ToList();
        var bad = context.Pods.Except(ready).ToList();
        return bad.Count == 0
            ? CheckResult.Ok($"{ready.Count} of {context.Pods.Count} ready")
            : new CheckResult(
                ready.Count == 0 ? CheckState.Fail : CheckState.Warn,
                $"{ready.Count} of {context.Pods.Count} ready; {PodState.Describe(bad[0])}",
                context.LogsCommand);
    }
}
