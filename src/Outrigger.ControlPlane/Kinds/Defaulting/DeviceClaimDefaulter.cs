using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>ResourceClaims and their templates: a request is for exactly one device (kubernetes pkg/apis/resource/v1/defaults.go).</summary>
internal sealed class DeviceClaimDefaulter(GroupResource resource, params string[] devices) : IKindDefaulter
{
    /// <inheritdoc/>
    public GroupResource Resource => resource;

    /// <inheritdoc/>
    public void Default(JsonObject obj)
    {
        foreach (var request in (JsonNodes.GetArray(JsonNodes.GetObject(obj, devices), "requests") ?? []).OfType<JsonObject>())
        {
            DefaultCount(JsonNodes.GetObject(request, "exactly"));
            foreach (var alternative in JsonNodes.Objects(request, "firstAvailable"))
            {
                DefaultCount(alternative);
            }
        }
    }

    private static void DefaultCount(JsonObject? request)
    {
        const string Exact = "ExactCount";
        if (request is null)
        {
            return;
        }

        if (JsonNodes.GetString(request, "allocationMode") is null or "")
        {
            request["allocationMode"] = Exact;
        }

        if (JsonNodes.GetString(request, "allocationMode") is Exact && JsonNodes.GetLong(request, "count") is null or 0)
        {
            request["count"] = 1L;
        }
    }
}
