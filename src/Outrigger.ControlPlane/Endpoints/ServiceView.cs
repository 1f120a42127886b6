using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What a Service says about its endpoints.</summary>
internal sealed class ServiceView(StoredObject stored)
{
    public const string HeadlessLabel = "service.kubernetes.io/headless";

    private readonly JsonObject tree = stored.ToTree();

    public ServiceKey Key => new(stored.Namespace, stored.Name);

    public string Uid => stored.Uid;

    public TextMap Labels => stored.Labels;

    public bool IsHeadless => JsonNodes.GetString(tree, "spec", "clusterIP") is null or "" or "None";

    public bool PublishesNotReady => JsonNodes.GetBool(tree, "spec", "publishNotReadyAddresses") is true;

    /// <summary>Null where somebody else keeps the endpoints: no selector, or a name outside the cluster.</summary>
    public LabelSelector? Selector => SelectorOf(tree);

    /// <summary>IPv4 and IPv6 in the order of the Service.</summary>
    public IReadOnlyList<string> Families =>
        JsonNodes.StringList(JsonNodes.Get(tree, "spec", "ipFamilies")) is { Count: > 0 } given ? given : ["IPv4"];

    /// <summary>The pods' ports behind the Service's; one that the pod does not have is left out.</summary>
    public PortList PortsOf(JsonObject pod) => new(JsonNodes.Objects(tree, "spec", "ports").Select(p => Find(p, pod)).OfType<EndpointPort>());

    /// <summary>A Service without ports has endpoints only when it is headless.</summary>
    public bool HasPorts => JsonNodes.GetArray(tree, "spec", "ports") is { Count: > 0 };

    public static LabelSelector? SelectorOf(JsonObject service) =>
        JsonNodes.GetString(service, "spec", "type") is "ExternalName" || JsonNodes.GetObject(service, "spec", "selector") is not { } selector
            ? null
            : LabelSelector.Of(JsonNodes.StringMap(selector).Select(p => new LabelRequirement(p.Key, LabelOperator.Equal, [p.Value])));

    private static EndpointPort? Find(JsonObject port, JsonObject pod)
    {
        var protocol = JsonNodes.GetString(port, "protocol") ?? "TCP";
        var target = port["targetPort"];
        var number = JsonNodes.AsString(target) is { } name
            ? Named(pod, name, protocol)
            : JsonNodes.AsLong(target) ?? JsonNodes.GetLong(port, "port");
        return number is { } found
            ? new EndpointPort(JsonNodes.GetString(port, "name") ?? "", found, protocol, JsonNodes.GetString(port, "appProtocol"))
            : null;
    }

    private static long? Named(JsonObject pod, string name, string protocol) =>
        Containers(pod)
            .SelectMany(c => JsonNodes.Objects(c, "ports"))
            .Where(p => JsonNodes.GetString(p, "name") == name && (JsonNodes.GetString(p, "protocol") ?? "TCP") == protocol)
            .Select(p => JsonNodes.GetLong(p, "containerPort"))
            .FirstOrDefault();

    // an init container that restarts always is a sidecar, and goes on beside the others
    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        JsonNodes.Objects(pod, "spec", "containers").Concat(
            JsonNodes.Objects(pod, "spec", "initContainers")
            .Where(c => JsonNodes.GetString(c, "restartPolicy") is "Always"));
}
