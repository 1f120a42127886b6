using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Functional.Tests.Helm;

/// <summary>Plays the deployment controller for one deployment: a replica set for its template, and a status that says it is there.</summary>
internal sealed class DeploymentPlayer(KubernetesClient client, string ns, string name)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ResourcePath deployment = new(new GroupVersionResource("apps", "v1", "deployments"), ns, name);

    /// <summary>Brings the deployment up whenever it has changed, until the command has ended.</summary>
    public async Task<T> DuringAsync<T>(Task<T> command)
    {
        while (!command.IsCompleted)
        {
            if (await client.FindAsync(deployment, CancellationToken.None) is { } found && Number(found["metadata"], "generation") != Number(found["status"], "observedGeneration"))
            {
                await BringUpAsync(found);
            }

            await Task.WhenAny(command, Task.Delay(Pause, TimeProvider.System));
        }

        return await command;
    }

    private async Task BringUpAsync(JsonObject found)
    {
        var generation = Number(found["metadata"], "generation");
        var replicas = Number(found["spec"], "replicas");
        var set = new ResourcePath(new GroupVersionResource("apps", "v1", "replicasets"), ns, $"{name}-{generation}");
        var template = found["spec"]!["template"]!.DeepClone();
        template["metadata"]!["labels"]!["pod-template-hash"] = $"h{generation}";
        var selector = found["spec"]!["selector"]!.DeepClone();
        selector["matchLabels"]!["pod-template-hash"] = $"h{generation}";
        await client.CreateAsync(
            set.Named(""),
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["metadata"] = new JsonObject
                {
                    ["name"] = set.Name,
                    ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                    ["ownerReferences"] = new JsonArray(new JsonObject
                    {
                        ["apiVersion"] = "apps/v1",
                        ["kind"] = "Deployment",
                        ["name"] = name,
                        ["uid"] = found["metadata"]!["uid"]!.DeepClone(),
                        ["controller"] = true,
                    }),
                },
                ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
            },
            CancellationToken.None);
        await PatchStatusAsync(set, new JsonObject
        {
            ["replicas"] = replicas, ["readyReplicas"] = replicas, ["availableReplicas"] = replicas, ["observedGeneration"] = 1,
        });
        await PatchStatusAsync(deployment, new JsonObject
        {
            ["replicas"] = replicas,
            ["updatedReplicas"] = replicas,
            ["readyReplicas"] = replicas,
            ["availableReplicas"] = replicas,
            ["observedGeneration"] = generation,
            ["conditions"] = new JsonArray(
                new JsonObject { ["type"] = "Available", ["status"] = "True" },
                new JsonObject { ["type"] = "Progressing", ["status"] = "True", ["reason"] = "NewReplicaSetAvailable" }),
        });
    }

    private Task PatchStatusAsync(ResourcePath path, JsonObject status) =>
        client.PatchAsync(path.Sub("status"), PatchType.Merge, new JsonObject { ["status"] = status }, CancellationToken.None);

    private static long Number(JsonNode? node, string field) => node?[field]?.GetValue<long>() ?? -1;
}
