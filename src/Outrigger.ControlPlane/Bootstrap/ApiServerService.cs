using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Kinds.Strategies;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>
/// The service default/kubernetes and, when the server can be reached from elsewhere, the EndpointSlice behind it.
/// </summary>
/// <param name="objects">Where they are written.</param>
/// <param name="endpoint">The address and port of this server; a loopback address is not published.</param>
internal sealed class ApiServerService(LocalObjects objects, IPEndPoint? endpoint)
{
    private const string Name = "kubernetes";
    private const string Namespace = "default";
    private const long ServicePort = 443;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(CoreResources.Services, Namespace, Name, cancellationToken).ConfigureAwait(false) is null)
        {
            await objects.TryCreateAsync(CoreResources.Services, Namespace, Service(), cancellationToken).ConfigureAwait(false);
        }

        if (endpoint is { } reachable && !IPAddress.IsLoopback(reachable.Address) && !reachable.Address.Equals(IPAddress.Any)
            && !reachable.Address.Equals(IPAddress.IPv6Any))
        {
            await PublishAsync(reachable, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PublishAsync(IPEndPoint reachable, CancellationToken cancellationToken)
    {
        var slice = Slice(reachable);
        if (!await objects.TryCreateAsync(CoreResources.EndpointSlices, Namespace, slice, cancellationToken).ConfigureAwait(false))
        {
            var wanted = Slice(reachable);
            await objects.UpdateAsync(
                new ObjectAddress(CoreResources.EndpointSlices, Namespace, Name),
                there =>
                {
                    there["endpoints"] = wanted["endpoints"]!.DeepClone();
                    there["ports"] = wanted["ports"]!.DeepClone();
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private JsonObject Service() => new()
    {
        ["metadata"] = Metadata("component", "apiserver", "provider", Name),
        ["spec"] = new JsonObject
        {
            ["clusterIP"] = ServiceAllocator.ApiServerAddress,
            ["ports"] = new JsonArray(new JsonObject
            {
                ["name"] = "https",
                ["port"] = ServicePort,
                ["protocol"] = "TCP",
                ["targetPort"] = (long)(endpoint?.Port ?? 6443),
            }),
            ["sessionAffinity"] = "None",
            ["type"] = "ClusterIP",
        },
    };

    private static JsonObject Slice(IPEndPoint reachable) => new()
    {
        ["metadata"] = Metadata("kubernetes.io/service-name", Name),
        ["addressType"] = reachable.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "IPv4" : "IPv6",
        ["endpoints"] = new JsonArray(new JsonObject
        {
            ["addresses"] = new JsonArray(reachable.Address.ToString()),
            ["conditions"] = new JsonObject { ["ready"] = true },
        }),
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = (long)reachable.Port, ["protocol"] = "TCP" }),
    };

    private static JsonObject Metadata(params ReadOnlySpan<string> labels)
    {
        var map = new JsonObject();
        for (var i = 0; i < labels.Length; i += 2)
        {
            map[labels[i]] = labels[i + 1];
        }

        return new JsonObject { ["name"] = Name, ["namespace"] = Namespace, ["labels"] = map };
    }
}
