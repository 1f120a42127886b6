using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The group-version lists its kinds, asked through the main server.</summary>
internal sealed class DiscoveryCheck : ICheck
{
    public string Name => CheckNames.Discovery;

    public IReadOnlyList<string> Needs => [CheckNames.Available];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        var list = await context.Client.SendAsync(HttpMethod.Get, api.Path, null, cancellationToken).ConfigureAwait(false);
        context.Resources = [.. JsonNodes.Objects(list, "resources")];
        var names = context.Resources.Select(r => JsonNodes.GetString(r, "name") ?? "").Where(n => !n.Contains('/', StringComparison.Ordinal)).ToList();
        return names.Count > 0
            ? CheckResult.Ok(string.Join(", ", names))
            : CheckResult.Fail($"/{api.Path} lists no kinds: does the server serve {api.Group}/{api.Version}?", $"kubectl get --raw /{api.Path}");
    }
}
