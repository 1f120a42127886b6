using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Pods: they start Pending with their quality of service, little of the spec changes, a bound one ends gracefully.</summary>
internal sealed class PodStrategy() : BuiltInStrategy(new GroupResource("", "pods"))
{
    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        var status = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodQuality.Of(obj) };
        if (JsonNodes.GetArray(obj, "spec", "schedulingGates") is { Count: > 0 })
        {
            status["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["lastTransitionTime"] = KubernetesTime.Format(context.Now),
                ["reason"] = "SchedulingGated",
                ["message"] = "Scheduling is blocked due to non-empty scheduling gates",
            });
        }

        obj["status"] = status;
    }

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        switch (context.Subresource)
        {
            case "binding" or "eviction":
                break;
            case "ephemeralcontainers":
                KeepAllOfSpecBut("ephemeralContainers", obj, old);
                KeepMetadata(obj, old);
                CountChange(obj, old);
                break;
            case "resize":
                PodResizeRules.KeepTheRest(obj, old);
                StatusSeparation.KeepStatus(obj, old);
                KeepMetadata(obj, old);
                CountChange(obj, old);
                break;
            case "status":
                base.PrepareForSubresourceUpdate(context, obj, old);
                MetadataView.Of(obj).OwnerReferences = MetadataView.Of(old).OwnerReferences;
                KeepQuality(obj, old);
                break;
            default:
                StatusSeparation.KeepStatus(obj, old);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        CheckSpec(obj, errors);
        EphemeralContainerRules.CheckCreate(obj, errors);
        PodSchedulingRules.CheckCreate(obj, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        CheckSpec(obj, errors);
        PodUpdateRules.Check(obj, old, errors);
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        switch (context.Subresource)
        {
            case "resize":
                CheckSpec(obj, errors);
                PodResizeRules.Check(obj, old, errors);
                break;
            case "ephemeralcontainers":
                CheckSpec(obj, errors);
                EphemeralContainerRules.CheckUpdate(obj, old, errors);
                break;
            case "status":
                PodStatusRules.Check(obj, old, errors);
                break;
        }
    }

    /// <inheritdoc/>
    public override long? GracePeriodSeconds(JsonObject obj, DeleteOptions options)
    {
        // Nothing runs a pod that is not bound to a node, or has ended: it goes at once.
        if (JsonNodes.GetString(obj, "spec", "nodeName") is not { Length: > 0 }
            || JsonNodes.GetString(obj, "status", "phase") is "Failed" or "Succeeded")
        {
            return 0;
        }

        var period = options.GracePeriodSeconds ?? JsonNodes.GetLong(obj, "spec", "terminationGracePeriodSeconds") ?? 0;
        return period < 0 ? 1 : period;
    }

    private static void CheckSpec(JsonObject obj, ICollection<FieldError> errors) =>
        PodSpecRules.Check(JsonNodes.GetObject(obj, "spec"), "spec", errors, isPod: true);

    private static void KeepQuality(JsonObject obj, JsonObject old)
    {
        if (JsonNodes.GetString(obj, "status", "qosClass") is not { Length: > 0 })
        {
            JsonNodes.Ensure(obj, "status")["qosClass"] = JsonNodes.Get(old, "status", "qosClass")?.DeepClone();
        }
    }

    private static void KeepAllOfSpecBut(string field, JsonObject obj, JsonObject old)
    {
        var value = JsonNodes.Get(obj, "spec", field)?.DeepClone();
        StatusSeparation.Keep(obj, old, "spec");
        StatusSeparation.KeepStatus(obj, old);
        var spec = JsonNodes.Ensure(obj, "spec");
        if (value is null)
        {
            spec.Remove(field);
        }
        else
        {
            spec[field] = value;
        }
    }

    private static void CountChange(JsonObject obj, JsonObject old)
    {
        if (!JsonNodes.DeepEqual(obj["spec"], old["spec"]))
        {
            var meta = MetadataView.Of(obj);
            meta.Generation = MetadataView.Of(old).Generation + 1;
        }
    }
}
