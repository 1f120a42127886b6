using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Kinds.Strategies;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>The service default/kubernetes; <see cref="ApiServerSlices"/> are behind it.</summary>
/// <param name="objects">Where it is written.</param>
/// <param name="port">Of this server; null for the usual one.</param>
internal sealed class ApiServerService(LocalObjects objects, int? port)
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
    }

    private JsonObject Service() => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = Name },
        },
        ["spec"] = new JsonObject
        {
            ["clusterIP"] = ServiceAllocator.ApiServerAddress,
            ["ports"] = new JsonArray(new JsonObject
            {
                ["name"] = "https",
                ["port"] = ServicePort,
                ["protocol"] = "TCP",
                ["targetPort"] = (long)(port ?? 6443),
            }),
            ["sessionAffinity"] = "None",
            ["type"] = "ClusterIP",
        },
    };
}
