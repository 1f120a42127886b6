using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// PersistentVolumeClaims: they start Pending; dataSource and dataSourceRef say the same. Like volumes they get no finalizer that
/// only a controller would take out.
/// </summary>
internal sealed class ClaimStrategy() : BuiltInStrategy(new GroupResource("", "persistentvolumeclaims"))
{
    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        obj["status"] = new JsonObject { ["phase"] = "Pending" };
        DropUnknownSource(JsonNodes.Ensure(obj, "spec"), null);
        AlignSources(JsonNodes.Ensure(obj, "spec"));
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        DropUnknownSource(JsonNodes.Ensure(obj, "spec"), JsonNodes.GetObject(old, "spec"));
        AlignSources(JsonNodes.Ensure(obj, "spec"));
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => ClaimRules.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        ClaimRules.CheckUpdate(obj, old, errors);

    // dataSource alone has always been ignored when it is neither a claim nor a snapshot; clients send dataSourceRef for the rest.
    private static void DropUnknownSource(JsonObject spec, JsonObject? before)
    {
        var isKept = before?["dataSource"] is not null || before?["dataSourceRef"] is not null || spec["dataSourceRef"] is not null;
        var source = (JsonNodes.GetString(spec, "dataSource", "apiGroup") ?? "", JsonNodes.GetString(spec, "dataSource", "kind"));
        if (!isKept && source is not (("", "PersistentVolumeClaim") or ("snapshot.storage.k8s.io", "VolumeSnapshot")))
        {
            spec.Remove("dataSource");
        }
    }

    private static void AlignSources(JsonObject spec)
    {
        if (spec["dataSource"] is { } one && spec["dataSourceRef"] is null)
        {
            spec["dataSourceRef"] = one.DeepClone();
        }
        else if (spec["dataSource"] is null && spec["dataSourceRef"] is JsonObject other && JsonNodes.GetString(other, "namespace") is null or "")
        {
            spec["dataSource"] = spec["dataSourceRef"]?.DeepClone();
        }
    }
}
