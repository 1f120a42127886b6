using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Pods;

/// <summary>
/// The admission plugin DefaultTolerationSeconds: a pod stays for five minutes on a node that is not ready or cannot be reached, unless it says
/// how long itself (kubernetes plugin/pkg/admission/defaulttolerationseconds).
/// </summary>
internal sealed class DefaultTolerations : IAdmissionPlugin
{
    private const long TolerationSeconds = 300;

    /// <inheritdoc/>
    public string Name => "DefaultTolerationSeconds";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Context.Resource == CoreResources.Pods && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = JsonNodes.Ensure(request.Object!, "spec");
        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static void Tolerate(JsonObject spec, string taint)
    {
        var tolerations = JsonNodes.EnsureArray(spec, "tolerations");
        var covered = tolerations.OfType<JsonObject>().Any(t =>
            (JsonNodes.GetString(t, "key") ?? "") is var key && (key.Length == 0 || key == taint)
            && JsonNodes.GetString(t, "effect") is null or "" or "NoExecute");
        if (!covered)
        {
            tolerations.Add((JsonNode)new JsonObject
            {
                ["key"] = taint,
                ["operator"] = "Exists",
                ["effect"] = "NoExecute",
                ["tolerationSeconds"] = TolerationSeconds,
            });
        }
    }
}
