using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl wait in its forms: met already, met while it waits, never met.</summary>
public sealed class WaitTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl]
    public async Task Wait_ForACondition_EndsWhenItIsMet(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        var waiting = row.RunAsync($"wait --for=condition=Available KIND/{Name} --timeout=30s");
        (await new PodPlayer(row.Client, row.Namespace).DuringAsync(waiting)).ShouldSay("condition met");
        (await row.RunAsync($"wait --for=condition=available=true KIND/{Name} --timeout=30s")).ShouldSay("condition met");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Wait_ForAValue_EndsWhenItIsThere(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"wait '--for=jsonpath={{.spec.replicas}}=3' KIND/{Name} --timeout=30s")).ShouldSay("condition met");
        var waiting = row.RunAsync($"wait '--for=jsonpath={{.spec.replicas}}=4' KIND/{Name} --timeout=30s");
        (await row.RunAsync($"scale KIND {Name} --replicas=4")).ShouldSucceed();
        (await waiting).ShouldSay("condition met");
        (await row.RunAsync($"wait '--for=jsonpath={{.spec.replicas}}=5' KIND/{Name} --timeout=300ms")).ShouldFail();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Wait_ForDeletion_EndsWhenItIsGone(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"wait --for=delete KIND/{Name} --timeout=300ms")).ShouldFail();
        var waiting = row.RunAsync($"wait --for=delete KIND/{Name} --timeout=30s");
        (await row.RunAsync($"delete KIND {Name} --wait=false")).ShouldSucceed();
        (await waiting).ShouldSucceed();
    }

    [Theory, EachKubectl]
    public async Task Delete_AnObjectWithAFinalizer_WaitsUntilThatIsTakenAway(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync($"patch KIND {Name} --type=merge -p '{{\"metadata\":{{\"finalizers\":[\"example.com/hold\"]}}}}'")).ShouldSucceed();
        (await row.RunAsync($"delete KIND {Name} --timeout=300ms")).ShouldFail();
        var waiting = row.RunAsync($"delete KIND {Name}");
        (await row.RunAsync($"patch KIND {Name} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}}]'")).ShouldSucceed();
        var answer = await waiting;
        (answer.ExitCode == 0 || answer.Error.Contains("(NotFound)", StringComparison.Ordinal)).ShouldBeTrue(answer.Output + answer.Error);
        (await row.RunAsync($"get KIND {Name}")).ShouldRefuse("(NotFound)");
    }
}
