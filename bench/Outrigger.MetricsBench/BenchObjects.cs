using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.MetricsBench;

/// <summary>Nodes and running pods at the main server; what is there from an earlier run stays.</summary>
internal sealed class BenchObjects(KubernetesClient client)
{
    private static readonly ParallelOptions Many = new() { MaxDegreeOfParallelism = 16 };

    public async Task RegisterAsync(int nodes, int pods, int port)
    {
        await CreateAsync(Path("namespaces"), new JsonObject { ["metadata"] = new JsonObject { ["name"] = BenchNames.Namespace } });
        await Parallel.ForAsync(0, nodes, Many, async (node, _) =>
        {
            var name = BenchNames.Node(node);
            await CreateAsync(Path("nodes"), new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
            var status = new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = BenchNames.Address(node).ToString() }),
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
                ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
            };
            await PatchStatusAsync(Path("nodes").Named(name), status);
            for (var i = 0; i < pods; i++)
            {
                await CreatePodAsync(name, BenchNames.Pod(node, i));
            }
        });
    }

    private async Task CreatePodAsync(string node, string name)
    {
        var path = Path("pods", BenchNames.Namespace);
        await CreateAsync(path, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app"] = "bench" } },
            ["spec"] = new JsonObject { ["nodeName"] = node, ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "app" }) },
        });
        await PatchStatusAsync(path.Named(name), new JsonObject { ["phase"] = "Running" });
    }

    private async Task CreateAsync(ResourcePath path, JsonObject body)
    {
        try
        {
            await client.CreateAsync(path, body, CancellationToken.None);
        }
        catch (StatusException e) when (e.Status.Code == 409)
        {
            // of an earlier run
        }
    }

    private Task PatchStatusAsync(ResourcePath path, JsonObject status) =>
        client.PatchAsync(path.Sub("status"), PatchType.Merge, new JsonObject { ["status"] = status }, CancellationToken.None);

    private static ResourcePath Path(string resource, string ns = "") => new(new GroupVersionResource("", "v1", resource), ns);
}
