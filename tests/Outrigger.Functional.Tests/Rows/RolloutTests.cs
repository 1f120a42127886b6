using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl rollout of a deployment. The controllers make its replica sets and pods; the tests play the kubelet, which runs them.</summary>
public sealed class RolloutTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl]
    public async Task Rollout_StatusPauseResumeRestart_FollowThePods(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        var player = new PodPlayer(row.Client, row.Namespace);
        (await row.RunAsync($"rollout status KIND/{Name} --watch=false")).ShouldSay("Waiting for deployment");
        (await row.RunAsync($"rollout status KIND/{Name} --timeout=1s")).ShouldFail();
        (await player.DuringAsync(row.RunAsync($"rollout status KIND/{Name} --timeout=50s"))).ShouldSay("successfully rolled out");
        (await row.RunAsync("get KIND,replicasets")).ShouldSay("3/3", "DESIRED");

        (await row.RunAsync($"rollout pause KIND/{Name}")).ShouldSay($"{row.Subject.Type}/{Name} paused");
        (await row.RunAsync($"rollout restart KIND/{Name}")).ShouldRefuse("can't restart paused deployment");
        await Eventually.TrueAsync(
            async () => (await row.RunAsync($"get KIND {Name} -o 'jsonpath={{.status.conditions[*].reason}}'")).ShouldSucceed().Contains("DeploymentPaused", StringComparison.Ordinal),
            "the pause noted");
        (await row.RunAsync($"rollout resume KIND/{Name}")).ShouldSay("resumed");
        (await row.RunAsync($"rollout restart KIND/{Name}")).ShouldSay("restarted");
        (await player.DuringAsync(row.RunAsync($"rollout status KIND/{Name} --timeout=50s"))).ShouldSay("successfully rolled out");
        (await row.RunAsync("get pods -o 'jsonpath={.items[*].metadata.annotations}'")).ShouldSay("kubectl.kubernetes.io/restartedAt");
        (await row.RunAsync("get replicasets -o name")).ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await row.RunAsync($"describe KIND {Name}")).ShouldSay("NewReplicaSetAvailable", "MinimumReplicasAvailable", "ScalingReplicaSet", "Scaled up replica set");
    }

    [Theory, EachKubectl]
    public async Task Rollout_HistoryAndUndo_GoOverTheReplicaSets(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        var player = new PodPlayer(row.Client, row.Namespace);
        (await player.DuringAsync(row.RunAsync($"rollout status KIND/{Name} --timeout=50s"))).ShouldSay("successfully rolled out");
        (await row.RunAsync($"rollout undo KIND/{Name}")).ShouldRefuse("no rollout history found");
        (await row.RunAsync($"set image KIND/{Name} main=processor:v2")).ShouldSay("image updated");
        (await row.RunAsync($"annotate KIND/{Name} kubernetes.io/change-cause=newer")).ShouldSucceed();
        (await player.DuringAsync(row.RunAsync($"rollout status KIND/{Name} --timeout=50s"))).ShouldSay("successfully rolled out");
        (await row.RunAsync($"rollout history KIND/{Name}")).ShouldSay("REVISION", "\n1 ", "\n2 ", "newer");
        (await row.RunAsync($"rollout history KIND/{Name} --revision=1")).ShouldSay("processor:v1", "pod-template-hash");

        (await row.RunAsync($"rollout undo KIND/{Name} --to-revision=1")).ShouldSay($"{row.Subject.Type}/{Name} rolled back");
        (await player.DuringAsync(row.RunAsync($"rollout status KIND/{Name} --timeout=50s"))).ShouldSay("successfully rolled out");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath}'")).ShouldSucceed().ShouldBe("processor:v1");
        (await row.RunAsync($"rollout history KIND/{Name}")).ShouldSay("\n2 ", "\n3 ").ShouldNotContain("\n1 ");
    }
}
