using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Nodes: a new one is tainted not-ready until its kubelet says otherwise (admission plugin TaintNodesByCondition).</summary>
internal sealed class NodeStrategy() : BuiltInStrategy(new GroupResource("", "nodes"))
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        if (spec["taints"] is not JsonArray taints)
        {
            spec["taints"] = taints = [];
        }

        if (!taints.OfType<JsonObject>().Any(IsNotReady))
        {
            taints.Add((JsonNode)new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" });
        }
    }

    private static bool IsNotReady(JsonObject taint) =>
        JsonNodes.GetString(taint, "key") is NotReady && JsonNodes.GetString(taint, "effect") is "NoSchedule";
}
