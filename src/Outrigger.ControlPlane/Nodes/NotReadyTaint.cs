using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Nodes;

/// <summary>
/// The admission plugin TaintNodesByCondition: a new node is tainted not-ready until its kubelet says otherwise
/// (kubernetes plugin/pkg/admission/nodetaint).
/// </summary>
internal sealed class NotReadyTaint : IAdmissionPlugin
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    /// <inheritdoc/>
    public string Name => "TaintNodesByCondition";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create && request.Context.Resource == CoreResources.Nodes && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = JsonNodes.Ensure(request.Object!, "spec");
        var taints = JsonNodes.EnsureArray(spec, "taints");
        if (!taints.OfType<JsonObject>().Any(IsNotReady))
        {
            taints.Add((JsonNode)new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" });
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static bool IsNotReady(JsonObject taint) =>
        JsonNodes.GetString(taint, "key") is NotReady && JsonNodes.GetString(taint, "effect") is "NoSchedule";
}
