using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>
/// The EndpointSlices of the service default/kubernetes: one named <c>kubernetes</c> for servers of one port, further ones
/// (<c>kubernetes-PORT</c>) where servers listen on different ports, as the endpoints of a slice share theirs.
/// </summary>
internal sealed class ApiServerSlices(LocalObjects objects)
{
    private const string Service = "kubernetes";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string Namespace = "default";

    /// <summary>Whether others can reach an address, so that it is published.</summary>
    public static bool IsReachable(IPEndPoint? endpoint) =>
        endpoint is not null && !IPAddress.IsLoopback(endpoint.Address) && !endpoint.Address.Equals(IPAddress.Any) && !endpoint.Address.Equals(IPAddress.IPv6Any);

    /// <summary>Makes the slices have exactly these servers; writes nothing where they do.</summary>
    public async Task PublishAsync(IEnumerable<IPEndPoint> servers, CancellationToken cancellationToken)
    {
        var groups = servers.Distinct()
            .GroupBy(s => (s.Port, s.AddressFamily))
            .OrderBy(g => g.Key.AddressFamily).ThenBy(g => g.Key.Port)
            .ToList();
        if (groups.Count == 0)
        {
            return; // who cannot be reached has nothing to say about who can
        }

        var wanted = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var name = wanted.Count == 0 ? Service : string.Create(CultureInfo.InvariantCulture, $"{Service}-{group.Key.Port}{(group.Key.AddressFamily == AddressFamily.InterNetworkV6 ? "-v6" : "")}");
            wanted[name] = Slice(name, group.Key.Port, group.Key.AddressFamily, group.Select(s => s.Address));
        }

        foreach (var (name, slice) in wanted)
        {
            await EnsureAsync(name, slice, cancellationToken).ConfigureAwait(false);
        }

        var there = await objects.ListAsync(CoreResources.EndpointSlices, Namespace, cancellationToken).ConfigureAwait(false);
        foreach (var gone in there.Items.Where(s => IsOurs(s.Name, s.Labels) && !wanted.ContainsKey(s.Name)))
        {
            var target = new ObjectAddress(CoreResources.EndpointSlices, Namespace, gone.Name);
            await objects.DeleteAsync(target, new DeleteOptions(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EnsureAsync(string name, JsonObject slice, CancellationToken cancellationToken)
    {
        var target = new ObjectAddress(CoreResources.EndpointSlices, Namespace, name);

        // The addressType of a slice cannot be changed.
        if (await objects.FindAsync(CoreResources.EndpointSlices, Namespace, name, cancellationToken).ConfigureAwait(false) is { } old
            && JsonNodes.GetString(old.ToTree(), "addressType") != JsonNodes.GetString(slice, "addressType"))
        {
            await objects.DeleteAsync(target, new DeleteOptions(PreconditionUid: old.Uid), cancellationToken).ConfigureAwait(false);
        }

        var isThere = await objects.UpdateAsync(
            target,
            there =>
            {
                there["endpoints"] = slice["endpoints"]!.DeepClone();
                there["ports"] = slice["ports"]!.DeepClone();
            },
            cancellationToken).ConfigureAwait(false);
        if (!isThere)
        {
            await objects.TryCreateAsync(CoreResources.EndpointSlices, Namespace, slice, cancellationToken).ConfigureAwait(false);
        }
    }

    // somebody else's slices of the service have other names
    private static bool IsOurs(string name, TextMap labels) =>
        labels.TryGetValue(ServiceLabel, out var service) && service == Service
        && (name == Service || (name.StartsWith(Service + "-", StringComparison.Ordinal) && name.AsSpan(Service.Length + 1).TrimEnd("-v6").ContainsAnyExceptInRange('0', '9') is false));

    private static JsonObject Slice(string name, int port, AddressFamily family, IEnumerable<IPAddress> addresses) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject { [ServiceLabel] = Service },
        },
        ["addressType"] = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6",
        ["endpoints"] = new JsonArray([.. addresses.Select(a => a.ToString()).Order(StringComparer.Ordinal).Select(a => new JsonObject
        {
            ["addresses"] = new JsonArray(a),
            ["conditions"] = new JsonObject { ["ready"] = true },
        })]),
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = (long)port, ["protocol"] = "TCP" }),
    };
}
