using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl diff, which exits with 1 when there is a difference and changes nothing.</summary>
public sealed class DiffTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Diff_ClientSide_PrintsWhatApplyWouldChange(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        var same = row.Subject.Yaml(row.Namespace, Name);
        (await row.RunAsync("diff -f -", same)).ShouldExit(1).ShouldContain($"+  name: {Name}");
        (await row.RunAsync("apply -f -", same)).ShouldSucceed();
        await NothingAsync(row, "diff -f -", same);

        var printed = (await row.RunAsync("diff -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v2"))).ShouldExit(1);
        printed.ShouldContain("processor:v1");
        printed.ShouldContain("processor:v2");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath}'")).ShouldSucceed().ShouldBe("processor:v1");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Diff_ServerSide_PrintsWhatApplyWouldChange(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        (await row.RunAsync("apply --server-side -f -", row.Subject.Yaml(row.Namespace, Name))).ShouldSucceed();
        await NothingAsync(row, "diff --server-side -f -", row.Subject.Yaml(row.Namespace, Name));
        (await row.RunAsync("diff --server-side -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v2"))).ShouldExit(1).ShouldContain("processor:v2");
        (await row.RunAsync("diff --server-side --field-manager=two -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v2")))
            .ShouldRefuse("conflict with \"kubectl\"");
    }

    // a controller may write a status between the two reads that a diff makes
    private static async Task NothingAsync(Row row, string diff, string yaml)
    {
        CommandAnswer? answer = null;
        try
        {
            await Eventually.TrueAsync(async () => (answer = await row.RunAsync(diff, yaml)) is { ExitCode: 0, Output: "" }, "a diff without a difference");
        }
        catch (TimeoutException)
        {
            answer!.ShouldSucceed().ShouldBeEmpty(); // tells what differs
        }
    }
}
