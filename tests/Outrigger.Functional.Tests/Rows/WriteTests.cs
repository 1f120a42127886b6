using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>The commands that write.</summary>
public sealed class WriteTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Apply_Changes_CreatesConfiguresAndPrunes(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        var first = row.Subject.Yaml(row.Namespace, Name);
        (await row.RunAsync("apply -f -", first)).ShouldSucceed().Trim().ShouldBe($"{row.Subject.Type}/{Name} created");
        (await row.RunAsync("apply -f -", first)).ShouldSucceed().Trim().ShouldBe($"{row.Subject.Type}/{Name} unchanged");

        // another image, and the label taken away
        var second = row.Subject.Yaml(row.Namespace, Name, "processor:v2")
            .Replace($"  labels:\n    app: {Name}\nspec", "  annotations:\n    kept: 'yes'\nspec", StringComparison.Ordinal);
        (await row.RunAsync("apply -f -", second)).ShouldSucceed().Trim().ShouldBe($"{row.Subject.Type}/{Name} configured");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath} {{.metadata.labels.app}}|{{.metadata.annotations.kept}}'"))
            .ShouldSucceed().ShouldBe("processor:v2 |yes");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Apply_UnknownField_IsRefusedBeforeItIsStored(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        var wrong = row.Subject.Yaml(row.Namespace, Name).Replace("  replicas: 3", "  replicas: 3\n  sizes: 4", StringComparison.Ordinal);
        (await row.RunAsync("apply -f -", wrong)).ShouldFail().ShouldContain("unknown field \"spec.sizes\"");
        (await row.RunAsync($"get KIND {Name}")).ShouldFail();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Patch_Merge_ChangesAndRemoves(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"patch KIND {Name} --type=merge -p '{{\"metadata\":{{\"labels\":{{\"app\":null,\"tier\":\"a\"}}}},\"spec\":{{\"replicas\":4}}}}'"))
            .ShouldSucceed().ShouldContain($"{row.Subject.Type}/{Name} patched");
        (await Facts(row)).ShouldBe("4 |a");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Patch_Json_ChangesAndRemoves(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync(
            $"patch KIND {Name} --type=json -p '[{{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":3}},{{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}},"
            + "{\"op\":\"remove\",\"path\":\"/metadata/labels/app\"},{\"op\":\"add\",\"path\":\"/metadata/labels/tier\",\"value\":\"a\"}]'"))
            .ShouldSucceed().ShouldContain($"{row.Subject.Type}/{Name} patched");
        (await Facts(row)).ShouldBe("4 |a");
    }

    [Theory, EachKubectl]
    public async Task Patch_StrategicOnABuiltInKind_MergesListsByKey(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        (await row.RunAsync(
            $"patch KIND {Name} -p '{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"side\",\"image\":\"side:v1\"}}]}}}}}}}}'"))
            .ShouldSucceed();
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={{range .spec.template.spec.containers[*]}}{{.name}}={{.image}},{{end}}'"))
            .ShouldSucceed().Split(',', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["side=side:v1", "main=processor:v1"], ignoreOrder: true);
    }

    [Theory, EachKubectl]
    public async Task Patch_StrategicOnAWidget_IsRefused(string version)
    {
        var row = await RowAsync(version, Subject.Aggregated);
        (await row.RunAsync($"patch KIND {Name} --type=strategic -p '{{\"spec\":{{\"replicas\":4}}}}'")).ShouldFail()
            .ShouldStartWith("error: application/strategic-merge-patch+json is not supported by custom.example.com/v1, Kind=Widget: the body of the request was in an unknown format");
        (await row.ReadAsync())["spec"]!["replicas"]!.GetValue<long>().ShouldBe(3);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Label_SetOverwriteRemove_ChangesTheLabels(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"label KIND {Name} tier=a")).ShouldSucceed().Trim().ShouldBe($"{row.Subject.Type}/{Name} labeled");
        (await row.RunAsync($"label KIND {Name} tier=b")).ShouldFail().ShouldContain("--overwrite is false");
        (await row.RunAsync($"label KIND {Name} tier=b app- --overwrite")).ShouldSucceed();
        (await Facts(row)).ShouldBe("3 |b");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Annotate_SetAndRemove_ChangesTheAnnotations(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"annotate KIND {Name} 'note=one two'")).ShouldSucceed().ShouldStartWith($"{row.Subject.Type}/{Name} annotate");
        (await row.ReadAsync())["metadata"]!["annotations"]!["note"]!.GetValue<string>().ShouldBe("one two");
        (await row.RunAsync($"annotate KIND {Name} note-")).ShouldSucceed();
        (await row.ReadAsync())["metadata"]!["annotations"]?["note"].ShouldBeNull();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Scale_ToANumber_SetsReplicas(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"scale KIND {Name} --replicas=5")).ShouldSucceed().Trim().ShouldBe($"{row.Subject.Type}/{Name} scaled");
        (await row.ReadAsync())["spec"]!["replicas"]!.GetValue<long>().ShouldBe(5);
        (await row.RunAsync($"scale KIND {Name} --current-replicas=3 --replicas=7")).ShouldFail().ShouldContain("Expected replicas to be 3, was 5");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Delete_ByNameAndSelector_WaitsUntilItIsGone(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var said = (await row.RunAsync($"delete KIND {Name}")).ShouldSucceed();
        said.ShouldContain($"{row.Subject.Type} \"{Name}\" deleted");
        (await row.RunAsync($"get KIND {Name}")).ShouldFail().ShouldContain("NotFound");
        await row.Client.CreateAsync(row.Subject.In(row.Namespace), row.Subject.Tree(row.Namespace, "other"), CancellationToken.None);
        (await row.RunAsync("delete KIND -l app=other")).ShouldSucceed().ShouldContain("\"other\" deleted");
        (await row.RunAsync("get KIND -o name")).ShouldSucceed().ShouldBeEmpty();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Replace_OldResourceVersion_Conflicts(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var old = (await row.RunAsync($"get KIND {Name} -o json")).ShouldSucceed();
        (await row.RunAsync($"label KIND {Name} tier=a")).ShouldSucceed();
        (await row.RunAsync("replace -f -", old)).ShouldFail().ShouldContain("(Conflict)");
        (await row.RunAsync("replace -f -", row.Subject.Yaml(row.Namespace, Name, "processor:v3"))).ShouldSucceed().ShouldContain("replaced");
    }

    private static async Task<string> Facts(Row row) =>
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={{.spec.replicas}} {{.metadata.labels.app}}|{{.metadata.labels.tier}}'")).ShouldSucceed();
}
