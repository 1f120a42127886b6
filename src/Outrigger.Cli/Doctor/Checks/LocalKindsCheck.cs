using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>No CustomResourceDefinition has the same group and version: the APIService would hide its objects.</summary>
internal sealed class LocalKindsCheck : ICheck
{
    public string Name => CheckNames.LocalKinds;

    public IReadOnlyList<string> Needs => [CheckNames.ApiService, CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        var list = await context.Client.ListAsync(KubernetesPaths.CustomResources, null, cancellationToken).ConfigureAwait(false);
        var hidden = JsonNodes.Objects(list, "items").FirstOrDefault(c =>
            JsonNodes.GetString(c, "spec", "group") == api.Group
            && JsonNodes.Objects(c, "spec", "versions").Any(v => JsonNodes.GetString(v, "name") == api.Version));
        if (hidden is null)
        {
            return CheckResult.Ok("no CustomResourceDefinition has the group and version");
        }

        var name = JsonNodes.GetString(hidden, "metadata", "name");
        return CheckResult.Warn(
            $"the CustomResourceDefinition {name} has the same group and version: this APIService hides its objects",
            $"kubectl delete crd {name} # deletes its objects too");
    }
}
