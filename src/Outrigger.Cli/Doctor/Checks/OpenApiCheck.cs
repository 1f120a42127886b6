using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>kubectl explain and validation have a schema of the group-version: OpenAPI v3, and v2 for older clients.</summary>
internal sealed class OpenApiCheck : ICheck
{
    public string Name => CheckNames.OpenApi;

    public IReadOnlyList<string> Needs => [CheckNames.Discovery];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var path = context.ApiService.Path;
        var index = await context.Client.SendAsync(HttpMethod.Get, "openapi/v3", null, cancellationToken).ConfigureAwait(false);
        if ((index["paths"] as System.Text.Json.Nodes.JsonObject)?.ContainsKey(path) is not true)
        {
            return CheckResult.Warn($"/openapi/v3 does not list {path}: kubectl explain cannot describe its kinds", $"kubectl get --raw /openapi/v3/{path}");
        }

        var v2 = await context.Client.GetTextAsync("openapi/v2", cancellationToken).ConfigureAwait(false);
        return v2.Contains($"\"/{path}/", StringComparison.Ordinal)
            ? CheckResult.Ok("v3 and v2 describe it")
            : CheckResult.Warn($"/openapi/v2 has no paths of /{path}/: older clients have no schema", "kubectl get --raw /openapi/v2");
    }
}
