using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl get of many objects, and the forms it prints them in.</summary>
public sealed class ListTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Get_InChunks_IsTheWholeListInOrder(string version, string kind)
    {
        var row = await ManyAsync(version, kind);
        (await row.RunAsync("get KIND --chunk-size=2 -o 'jsonpath={.items[*].metadata.name}'")).ShouldSucceed().ShouldBe("a b c d e");
        (await row.RunAsync("get KIND --chunk-size=1 --no-headers -v=6")).ShouldSucceed().Trim().Split('\n').Length.ShouldBe(5);
        (await row.RunAsync("get KIND --sort-by=.spec.replicas -o 'custom-columns=NAME:.metadata.name,N:.spec.replicas' --no-headers"))
            .ShouldSucceed().Split(' ', '\n').Where(w => w.Length > 0).ShouldBe(["e", "0", "d", "1", "c", "2", "b", "3", "a", "4"]);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Get_Selectors_PickWhatFits(string version, string kind)
    {
        var row = await ManyAsync(version, kind);
        (await row.RunAsync("get KIND --field-selector=metadata.name!=a,metadata.namespace=NAMESPACE -o name")).ShouldSucceed()
            .ShouldBe(string.Concat("bcde".Select(c => $"{row.Subject.Type}/{c}\n")));
        (await row.RunAsync("get KIND -l 'app in (a,c),app!=c' -o name")).ShouldSucceed().ShouldBe($"{row.Subject.Type}/a\n");
        (await row.RunAsync("get KIND -l '!app' -o name")).ShouldSucceed().ShouldBeEmpty();
        (await row.RunAsync("get KIND --field-selector=spec.nothing=1")).ShouldRefuse("field selector \"spec.nothing=1\"");
        (await row.RunAsync("get KIND a b -o name")).ShouldSucceed().ShouldBe($"{row.Subject.Type}/a\n{row.Subject.Type}/b\n");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Get_Forms_PrintTheObject(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"get KIND {Name} -o 'go-template={{{{.metadata.name}}}}/{{{{.spec.replicas}}}}'")).ShouldSucceed().ShouldBe($"{Name}/3");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath-as-json={{.spec.replicas}}'")).ShouldSay("3");
        (await row.RunAsync($"get KIND/{Name} --show-labels --show-kind -L app")).ShouldSay("LABELS", $"{row.Subject.Type}/{Name}", $"app={Name}");
        (await row.RunAsync($"get KIND {Name} -o yaml --show-managed-fields")).ShouldSay("fieldsType: FieldsV1");
        (await row.RunAsync("get KIND absent --ignore-not-found")).ShouldSucceed().ShouldBeEmpty();
        (await row.RunAsync($"get KIND {Name} --subresource=scale")).ShouldSay("DESIRED", "AVAILABLE");
        (await row.RunAsync($"get KIND {Name} --subresource=status -o name")).ShouldSay($"{row.Subject.Type}/{Name}");
        (await row.RunAsync("get KIND -A --no-headers")).ShouldSay(row.Namespace);
    }

    private async Task<Row> ManyAsync(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        foreach (var (name, index) in "abcde".Select((c, i) => (c.ToString(), i)))
        {
            var tree = row.Subject.Tree(row.Namespace, name);
            tree["spec"]!["replicas"] = 4 - index;
            await row.Client.CreateAsync(row.Subject.In(row.Namespace), tree, CancellationToken.None);
        }

        return row;
    }
}
