using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>
/// kubectl rollout of a deployment. No controller makes replica sets here: the tests play its part, since history and undo read nothing else.
/// </summary>
public sealed class RolloutTests(SharedCluster cluster) : RowTest(cluster)
{
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");

    [Theory, EachKubectl]
    public async Task Rollout_StatusPauseResumeRestart_FollowTheObject(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"rollout status KIND/{Name} --watch=false")).ShouldSay("Waiting for deployment spec update to be observed");
        (await row.RunAsync($"rollout pause KIND/{Name}")).ShouldSay($"{row.Subject.Type}/{Name} paused");
        (await row.RunAsync($"rollout restart KIND/{Name}")).ShouldRefuse("can't restart paused deployment");
        (await row.RunAsync($"rollout resume KIND/{Name}")).ShouldSay("resumed");
        (await row.RunAsync($"rollout restart KIND/{Name}")).ShouldSay("restarted");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={{.spec.template.metadata.annotations}}'")).ShouldSay("kubectl.kubernetes.io/restartedAt");

        var waiting = row.RunAsync($"rollout status KIND/{Name} --timeout=30s");
        (await row.RunAsync(
            $"patch KIND {Name} --subresource=status --type=merge -p '{{\"status\":{{\"observedGeneration\":9,\"replicas\":3,\"updatedReplicas\":3,\"readyReplicas\":3,\"availableReplicas\":3}}}}'"))
            .ShouldSucceed();
        (await waiting).ShouldSay("successfully rolled out");
        (await row.RunAsync("get KIND")).ShouldSay("3/3");
    }

    [Theory, EachKubectl]
    public async Task Rollout_HistoryAndUndo_ReadTheReplicaSets(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"rollout history KIND/{Name}")).ShouldSay("No rollout history found.");
        (await row.RunAsync($"rollout undo KIND/{Name}")).ShouldRefuse("no rollout history found");

        await AddRevisionAsync(row, 1, "processor:v0");
        await AddRevisionAsync(row, 2, "processor:v1");
        (await row.RunAsync($"rollout history KIND/{Name}")).ShouldSay("REVISION", "\n1 ", "\n2 ");
        (await row.RunAsync($"rollout history KIND/{Name} --revision=1")).ShouldSay("processor:v0");
        (await row.RunAsync($"rollout undo KIND/{Name} --to-revision=1")).ShouldSay($"{row.Subject.Type}/{Name} rolled back");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath}'")).ShouldSucceed().ShouldBe("processor:v0");
    }

    private static async Task AddRevisionAsync(Row row, int revision, string image)
    {
        var owner = await row.ReadAsync();
        var template = owner["spec"]!["template"]!.DeepClone();
        template["metadata"]!["labels"]!["pod-template-hash"] = $"h{revision}";
        template["spec"]!["containers"]![0]!["image"] = image;
        await row.Client.CreateAsync(
            new ResourcePath(ReplicaSets, row.Namespace),
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{Name}-{revision}",
                    ["labels"] = new JsonObject { ["app"] = Name },
                    ["annotations"] = new JsonObject { ["deployment.kubernetes.io/revision"] = $"{revision}" },
                    ["ownerReferences"] = new JsonArray(new JsonObject
                    {
                        ["apiVersion"] = "apps/v1",
                        ["kind"] = "Deployment",
                        ["name"] = Name,
                        ["uid"] = owner["metadata"]!["uid"]!.DeepClone(),
                        ["controller"] = true,
                    }),
                },
                ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = owner["spec"]!["selector"]!.DeepClone(), ["template"] = template },
            },
            CancellationToken.None);
    }
}
