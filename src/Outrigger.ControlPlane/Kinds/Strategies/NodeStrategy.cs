using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
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

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => NodeRules.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        NodeRules.CheckUpdate(obj, old, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) => NodeRules.CheckUpdate(obj, old, errors);

    private static bool IsNotReady(JsonObject taint) =>
        JsonNodes.GetString(taint, "key") is NotReady && JsonNodes.GetString(taint, "effect") is "NoSchedule";
}
