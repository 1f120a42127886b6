using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The Service that the APIService names is there and has the port.</summary>
internal sealed class ServiceCheck : ICheck
{
    public string Name => CheckNames.Service;

    public IReadOnlyList<string> Needs => [CheckNames.ApiService];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        if (!api.HasService)
        {
            return CheckResult.NotTried("the main server answers for it itself");
        }

        var service = await context.Client.FindAsync(KubernetesPaths.Services(api.Namespace).Named(api.Service), cancellationToken).ConfigureAwait(false);
        if (service is null)
        {
            return CheckResult.Fail(
                $"there is no Service {api.Namespace}/{api.Service}",
                $"kubectl create service clusterip {api.Service} -n {api.Namespace} --tcp={api.Port}:8443");
        }

        context.Service = service;
        if (JsonNodes.GetString(service, "spec", "type") == "ExternalName")
        {
            return CheckResult.Fail(
                $"{api.Namespace}/{api.Service} is of type ExternalName, which an APIService cannot use",
                $"kubectl delete service {api.Service} -n {api.Namespace} && kubectl create service clusterip {api.Service} -n {api.Namespace} --tcp={api.Port}:8443");
        }

        var ports = JsonNodes.Objects(service, "spec", "ports").Select(p => JsonNodes.GetLong(p, "port")).ToList();
        return ports.Contains(api.Port)
            ? CheckResult.Ok($"{api.Namespace}/{api.Service} has port {api.Port}")
            : CheckResult.Fail(
                $"{api.Namespace}/{api.Service} has no port {api.Port}, only {string.Join(", ", ports)}",
                $"kubectl patch apiservice {api.Name} --type=merge -p '{{\"spec\":{{\"service\":{{\"port\":{ports.FirstOrDefault() ?? api.Port}}}}}}}'");
    }
}
