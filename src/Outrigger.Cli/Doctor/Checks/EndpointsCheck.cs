using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>EndpointSlices of the Service have ready addresses for its port.</summary>
internal sealed class EndpointsCheck : ICheck
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    public string Name => CheckNames.Endpoints;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        var list = await context.Client.ListAsync(
            KubernetesPaths.Slices(api.Namespace), new ListOptions { LabelSelector = $"{ServiceLabel}={api.Service}" }, cancellationToken).ConfigureAwait(false);
        var slices = JsonNodes.Objects(list, "items").ToList();
        var port = JsonNodes.Objects(context.Service, "spec", "ports").First(p => JsonNodes.GetLong(p, "port") == api.Port);
        var name = JsonNodes.GetString(port, "name") ?? "";
        var all = slices.SelectMany(s => Read(s, name)).ToList();
        context.Backends = [.. all.Where(e => e.Ready).Select(e => e.Backend).Distinct()];
        if (context.Backends.Count > 0)
        {
            return CheckResult.Ok(string.Join(", ", context.Backends));
        }

        var message = slices.Count == 0 ? $"no EndpointSlice belongs to {api.Namespace}/{api.Service}"
            : all.Count > 0 ? $"none of {all.Count} addresses behind {api.Namespace}/{api.Service} is ready"
            : $"no EndpointSlice of {api.Namespace}/{api.Service} has an address with the port name \"{name}\"";
        return slices.Find(HasAddress) is { } other && all.Count == 0
            ? CheckResult.Fail($"{message}, {Describe(other)}", Rename(api.Namespace, other, name))
            : CheckResult.Fail(message, Fix(context));
    }

    // Who writes a slice by hand gives its port the name that it has in the Service.
    private static string Describe(JsonObject slice)
    {
        var names = JsonNodes.Objects(slice, "ports").Select(p => $"\"{JsonNodes.GetString(p, "name") ?? ""}\"");
        return $"but {JsonNodes.GetString(slice, "metadata", "name")} has one with {string.Join(", ", names)}";
    }

    private static string Rename(string ns, JsonObject slice, string name) =>
        $"kubectl patch endpointslice {JsonNodes.GetString(slice, "metadata", "name")} -n {ns} --type=json -p '[{{\"op\":\"add\",\"path\":\"/ports/0/name\",\"value\":\"{name}\"}}]'";

    private static bool HasAddress(JsonObject slice) =>
        JsonNodes.Objects(slice, "ports").Any() && JsonNodes.Objects(slice, "endpoints").Any(e => JsonNodes.StringList(e["addresses"]).Count > 0);

    private static string Fix(DoctorContext context) => context.Pods.Count > 0
        ? context.LogsCommand
        : $"kubectl get pods -n {context.ApiService.Namespace} {(context.Selector.Length > 0 ? $"-l {context.Selector}" : "")}".TrimEnd();

    private static IEnumerable<(Backend Backend, bool Ready)> Read(JsonObject slice, string portName)
    {
        var port = JsonNodes.Objects(slice, "ports").FirstOrDefault(p => (JsonNodes.GetString(p, "name") ?? "") == portName);
        if (JsonNodes.GetLong(port, "port") is not { } number)
        {
            yield break;
        }

        foreach (var endpoint in JsonNodes.Objects(slice, "endpoints"))
        {
            // an endpoint that does not say counts as ready (discovery.k8s.io/v1)
            var ready = JsonNodes.GetBool(endpoint, "conditions", "ready") ?? true;
            foreach (var address in JsonNodes.StringList(endpoint["addresses"]))
            {
                yield return (new Backend(address, (int)number), ready);
            }
        }
    }
}
