using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Pods;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>What a pod says about the endpoint that it is.</summary>
internal sealed class PodView(StoredObject stored)
{
    public JsonObject Tree { get; } = stored.ToTree();

    public string Name => stored.Name;

    public string Uid => stored.Uid;

    public bool IsTerminating => stored.IsDeleting;

    public bool IsReady => PodConditions.IsReady(Tree);

    public string NodeName => JsonNodes.GetString(Tree, "spec", "nodeName") ?? "";

    /// <summary>Whether it has run to its end.</summary>
    public bool IsOver => JsonNodes.GetString(Tree, "status", "phase") is "Failed" or "Succeeded";

    /// <summary>Its addresses of a family, <c>IPv4</c> or <c>IPv6</c>.</summary>
    public IReadOnlyList<string> Addresses(string family) =>
    [
        .. JsonNodes.Objects(Tree, "status", "podIPs")
            .Select(ip => IPAddress.TryParse(JsonNodes.GetString(ip, "ip"), out var parsed) ? parsed : null)
            .OfType<IPAddress>()
            .Where(ip => (ip.AddressFamily == AddressFamily.InterNetworkV6) == (family == "IPv6"))
            .Select(ip => ip.ToString()),
    ];

    /// <summary>The name that DNS gives it below the Service; null when it has none.</summary>
    public string? HostnameIn(ServiceKey service) =>
        JsonNodes.GetString(Tree, "spec", "hostname") is { Length: > 0 } name && JsonNodes.GetString(Tree, "spec", "subdomain") == service.Name
            ? name
            : null;

    /// <summary>What an endpoint points back to.</summary>
    public JsonObject Reference() => new() { ["kind"] = "Pod", ["namespace"] = stored.Namespace, ["name"] = Name, ["uid"] = Uid };
}
