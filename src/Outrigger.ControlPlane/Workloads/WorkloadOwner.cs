using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>A Deployment or ReplicaSet as the owner of what it makes.</summary>
/// <param name="Kind">Of apps/v1.</param>
/// <param name="Key">Its name.</param>
/// <param name="Uid">Tells it from another of that name.</param>
/// <param name="IsDeleting">Then it takes nothing in and lets nothing go.</param>
internal sealed record WorkloadOwner(string Kind, WorkloadKey Key, string Uid, bool IsDeleting)
{
    public const string ApiVersion = "apps/v1";

    /// <summary>For Events about it.</summary>
    public EventSubject Subject => new(ApiVersion, Kind, Key.Namespace, Key.Name, Uid);

    /// <summary>What its dependents carry.</summary>
    public OwnerReference Reference() => new()
    {
        ApiVersion = ApiVersion, Kind = Kind, Name = Key.Name, Uid = Uid, Controller = true, BlockOwnerDeletion = true,
    };

    /// <summary>The owner that manages an object; null for an orphan.</summary>
    public static OwnerReference? ControllerOf(JsonObject obj) =>
        JsonNodes.GetArray(obj, "metadata", "ownerReferences")?.OfType<JsonObject>().FirstOrDefault(o => JsonNodes.GetBool(o, "controller") is true) is { } found
            ? OwnerReference.FromJson(found)
            : null;

    /// <summary>The key of an object's controller of this kind; null when it has none.</summary>
    public static WorkloadKey? KeyOf(IOwned obj, string kind) =>
        obj.Controller is { } controller && controller.Kind == kind && controller.ApiVersion.StartsWith("apps/", StringComparison.Ordinal)
            ? new WorkloadKey(obj.Namespace, controller.Name)
            : null;
}
