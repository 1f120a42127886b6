using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>Plays the kubelet for a namespace: pods that wait become ready.</summary>
internal sealed class PodPlayer(KubernetesClient client, string ns)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ResourcePath pods = new(new GroupVersionResource("", "v1", "pods"), ns);

    /// <summary>Runs the pods until the command has ended.</summary>
    public async Task<T> DuringAsync<T>(Task<T> command)
    {
        while (!command.IsCompleted)
        {
            var list = await client.ListAsync(pods, null, CancellationToken.None);
            foreach (var pod in list["items"]!.AsArray().OfType<JsonObject>().Where(p => JsonNodes.GetString(p, "status", "phase") == "Pending"))
            {
                await RunAsync(JsonNodes.GetString(pod, "metadata", "name")!);
            }

            await Task.WhenAny(command, Task.Delay(Pause, TimeProvider.System));
        }

        return await command;
    }

    private Task RunAsync(string pod) => client.PatchAsync(
        pods.Named(pod).Sub("status"),
        PatchType.Merge,
        new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = "Running",
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Ready", ["status"] = "True", ["lastTransitionTime"] = KubernetesTime.Format(TimeProvider.System.GetUtcNow()),
                }),
            },
        },
        CancellationToken.None);
}
