using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl apply --server-side.</summary>
public sealed class ApplyTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task ServerSideApply_AnotherManager_ConflictsUntilForced(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        var first = row.Subject.Yaml(row.Namespace, Name);
        (await row.RunAsync("apply --server-side --field-manager=one -f -", first)).ShouldSucceed()
            .Trim().ShouldBe($"{row.Subject.Type}/{Name} serverside-applied");

        var second = row.Subject.Yaml(row.Namespace, Name, "processor:v2");
        (await row.RunAsync("apply --server-side --field-manager=two -f -", second)).ShouldFail()
            .ShouldContain("Apply failed with 1 conflict: conflict with \"one\"");
        (await row.RunAsync("apply --server-side --field-manager=two --force-conflicts -f -", second)).ShouldSucceed();

        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath} {{.metadata.managedFields[*].manager}}'"))
            .ShouldSucceed().ShouldStartWith("processor:v2 one two");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task ServerSideApply_AfterClientSideApply_TakesOver(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        (await row.RunAsync("apply -f -", row.Subject.Yaml(row.Namespace, Name))).ShouldSucceed();
        (await row.RunAsync("apply --server-side -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v2"))).ShouldSucceed();

        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath}'")).ShouldSucceed().ShouldBe("processor:v2");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task ServerSideApply_DryRun_StoresNothing(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        (await row.RunAsync("apply --server-side --dry-run=server -f -", row.Subject.Yaml(row.Namespace, Name))).ShouldSucceed()
            .ShouldContain("serverside-applied (server dry run)");
        (await row.RunAsync($"get KIND {Name}")).ShouldFail();
    }
}
