using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl replace --force, and what kubectl remembers of the last apply.</summary>
public sealed class ReplaceTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Replace_Force_DeletesAndCreatesAgain(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var old = (string)(await row.ReadAsync())["metadata"]!["uid"]!;
        (await row.RunAsync("replace --force -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v9")))
            .ShouldSay($"\"{Name}\" deleted", $"{row.Subject.Type}/{Name} replaced");
        ((string)(await row.ReadAsync())["metadata"]!["uid"]!).ShouldNotBe(old);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Create_TwiceOrWithSaveConfig_ConflictsOrRemembers(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        (await row.RunAsync("create --save-config -f -", row.Subject.Yaml(row.Namespace, Name))).ShouldSay($"{row.Subject.Type}/{Name} created");
        (await row.RunAsync("create -f -", row.Subject.Yaml(row.Namespace, Name))).ShouldRefuse("(AlreadyExists)");
        (await row.RunAsync($"apply view-last-applied KIND {Name}")).ShouldSay("processor:v1");
        (await row.RunAsync("apply set-last-applied -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v2"))).ShouldSay("configured");
        (await row.RunAsync($"apply view-last-applied KIND {Name}")).ShouldSay("processor:v2");
        (await row.With("KUBE_EDITOR", "sed -i s/processor:v2/processor:v3/").RunAsync($"apply edit-last-applied KIND {Name}")).ShouldSay("edited");
        (await row.RunAsync($"apply view-last-applied KIND {Name}")).ShouldSay("processor:v3");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Label_AtAnOldVersion_Conflicts(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"label KIND {Name} tier=a --resource-version=1")).ShouldRefuse("(Conflict)");
        (await row.RunAsync("label KIND --all tier=a")).ShouldSay("labeled");
        (await row.RunAsync("annotate KIND -l tier=a note=yes")).ShouldSay(Name);
        (await row.RunAsync($"label KIND {Name} --list")).ShouldSay("tier=a");
    }
}
