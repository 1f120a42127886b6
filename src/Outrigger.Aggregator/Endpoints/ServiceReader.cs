using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>Reads Services and EndpointSlices.</summary>
internal static class ServiceReader
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    public static ServiceModel ReadService(JsonObject service)
    {
        var spec = JsonNodes.GetObject(service, "spec");
        var families = JsonNodes.StringList(JsonNodes.Get(spec, "ipFamilies"));
        return new ServiceModel(
            new ServiceKey(Text(service, "metadata", "namespace"), Text(service, "metadata", "name")),
            JsonNodes.GetString(spec, "type") is { Length: > 0 } type ? type : "ClusterIP",
            ReadPorts(spec),
            families.Count > 0 ? families[0] : "");
    }

    public static SliceModel ReadSlice(JsonObject slice) => new(
        Text(slice, "metadata", "namespace"),
        Text(slice, "metadata", "name"),
        Text(slice, "metadata", "labels", ServiceLabel),
        Text(slice, "addressType"),
        ReadAddresses(slice),
        ReadPorts(slice));

    private static ImmutableArray<ServicePortModel> ReadPorts(JsonObject? parent) =>
    [
        .. JsonNodes.Objects(parent, "ports")
            .Where(port => JsonNodes.GetLong(port, "port") is > 0 and <= 65535)
            .Select(port => new ServicePortModel(Text(port, "name"), (int)JsonNodes.GetLong(port, "port")!.Value)),
    ];

    private static ImmutableArray<string> ReadAddresses(JsonObject slice) =>
    [
        .. JsonNodes.Objects(slice, "endpoints")
            .Where(endpoint => JsonNodes.GetBool(endpoint, "conditions", "ready") ?? true)
            .Select(endpoint => JsonNodes.StringList(JsonNodes.Get(endpoint, "addresses")))
            .Where(addresses => addresses.Count > 0)
            .Select(addresses => addresses[0]),
    ];

    private static string Text(JsonObject parent, params ReadOnlySpan<string> path) => JsonNodes.GetString(parent, path) ?? "";
}
