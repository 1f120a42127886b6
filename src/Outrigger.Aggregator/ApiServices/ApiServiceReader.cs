using System.Text.Json.Nodes;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>Reads APIServices; what is stored has been validated.</summary>
internal static class ApiServiceReader
{
    public static ApiServiceModel Read(JsonObject obj, long revision)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var service = JsonNodes.GetObject(spec, "service");
        return new ApiServiceModel
        {
            Name = JsonNodes.GetString(obj, "metadata", "name") ?? "",
            GroupVersion = new GroupVersion(JsonNodes.GetString(spec, "group") ?? "", JsonNodes.GetString(spec, "version") ?? ""),
            GroupPriority = (int)(JsonNodes.GetLong(spec, "groupPriorityMinimum") ?? 0),
            VersionPriority = (int)(JsonNodes.GetLong(spec, "versionPriority") ?? 0),
            Service = service is null
                ? null
                : new ServiceKey(JsonNodes.GetString(service, "namespace") ?? "", JsonNodes.GetString(service, "name") ?? ""),
            Port = (int)(JsonNodes.GetLong(service, "port") ?? ApiServiceStrategy.DefaultPort),
            Trust = ReadTrust(spec),
            Condition = ReadCondition(obj),
            ConditionSince = KubernetesTime.TryParse(JsonNodes.GetString(Find(obj), "lastTransitionTime") ?? "", out var since) ? since : null,
            ManagedBy = JsonNodes.GetString(obj, "metadata", "labels", ApiServiceKind.ManagedLabel) ?? "",
            Revision = revision,
        };
    }

    /// <summary>The Available condition of an APIService's tree; null when it has none.</summary>
    public static AvailableCondition? ReadCondition(JsonObject obj) =>
        Find(obj) is { } condition
            ? new AvailableCondition(
                JsonNodes.GetString(condition, "status") ?? "",
                JsonNodes.GetString(condition, "reason") ?? "",
                JsonNodes.GetString(condition, "message") ?? "")
            : null;

    /// <summary>The condition itself.</summary>
    public static JsonObject? Find(JsonObject obj) =>
        JsonNodes.Objects(obj, "status", "conditions")
            .FirstOrDefault(c => JsonNodes.GetString(c, "type") == "Available");

    private static UpstreamTrust ReadTrust(JsonObject? spec)
    {
        if (JsonNodes.GetBool(spec, "insecureSkipTLSVerify") is true)
        {
            return UpstreamTrust.Anybody;
        }

        return JsonNodes.GetString(spec, "caBundle") is { Length: > 0 } bundle
            ? UpstreamTrust.FromBundle(Convert.FromBase64String(bundle))
            : UpstreamTrust.HostRoots;
    }
}
