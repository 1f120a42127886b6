using System.Text.Json.Nodes;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl get in its forms.</summary>
public sealed class GetTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Wide_PrintsTheKindsColumns(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var lines = (await row.RunAsync("get KIND -o wide")).ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        var columns = kind == Subject.BuiltIn
            ? "NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR"
            : "NAME REPLICAS AVAILABLE PHASE COLOR AGE";
        string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(columns);
        lines[1].ShouldStartWith(Name);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Yaml_PrintsTheObject(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var yaml = (await row.RunAsync($"get KIND {Name} -o yaml")).ShouldSucceed();
        yaml.ShouldContain($"\n  name: {Name}\n");
        yaml.ShouldContain("\n  replicas: 3\n");
        yaml.ShouldContain($"apiVersion: {row.Subject.Resource.Group}/v1\n");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_JsonList_PrintsAListOfTheObjects(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var json = (await row.RunAsync("get KIND -o json")).ShouldSucceed();
        var list = JsonNode.Parse(json)!;
        ((string?)list["kind"]).ShouldBe("List");
        list["items"]!.AsArray().Count.ShouldBe(1);
        ((string?)list["items"]![0]!["kind"]).ShouldBe(kind, StringCompareShould.IgnoreCase);
        ((int?)list["items"]![0]!["spec"]!["replicas"]).ShouldBe(3);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Jsonpath_PrintsWhatItSelects(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={{.metadata.namespace}} {row.Subject.ImagePath}'"))
            .ShouldSucceed().ShouldBe($"{row.Namespace} processor:v1");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Selector_PrintsTheObjectsThatFit(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await row.RunAsync($"get KIND -l app={Name} -o name")).ShouldSucceed().Trim().ShouldEndWith($"/{Name}");
        (await row.RunAsync("get KIND -l app=other -o name")).ShouldSucceed().ShouldBeEmpty();
        (await row.RunAsync($"get KIND --field-selector metadata.name={Name} -o name")).ShouldSucceed().Trim().ShouldEndWith($"/{Name}");
        (await row.RunAsync("get KIND --field-selector metadata.name=other -o name")).ShouldSucceed().ShouldBeEmpty();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Watch_PrintsChangesAsTheyHappen(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        await using var watch = row.Stream("get KIND -w -L step");
        await watch.LineWithAsync("NAME");
        await watch.LineWithAsync(Name);
        var path = row.Subject.In(row.Namespace).Named(Name);
        var labels = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["step"] = "two" } },
        };
        await row.Client.PatchAsync(path, PatchType.Merge, labels, CancellationToken.None);
        await watch.LineWithAsync("two");
        await row.Client.CreateAsync(row.Subject.In(row.Namespace), row.Subject.Tree(row.Namespace, "second"), CancellationToken.None);
        await watch.LineWithAsync("second");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_WatchEvents_PrintDeletionsToo(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        await using var watch = row.Stream("get KIND -w --output-watch-events");
        (await watch.LineWithAsync(Name)).ShouldStartWith("ADDED");
        await row.Client.DeleteAsync(row.Subject.In(row.Namespace).Named(Name), null, CancellationToken.None);
        (await watch.LineWithAsync("DELETED")).ShouldContain(Name);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Get_Missing_SaysNotFound(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        (await row.RunAsync("get KIND absent")).ShouldFail().Trim()
            .ShouldBe($"Error from server (NotFound): {row.Subject.Resource.Resource}.{row.Subject.Resource.Group} \"absent\" not found");
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated)]
    public async Task Raw_List_AnswersTheServersJson(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var json = (await row.Kubectl.RunAsync($"get --raw /{row.Subject.In(row.Namespace)}")).ShouldSucceed();
        var list = JsonNode.Parse(json)!;
        ((string?)list["kind"]).ShouldBe(kind == Subject.BuiltIn ? "DeploymentList" : "WidgetList");
        ((string?)list["items"]![0]!["metadata"]!["name"]).ShouldBe(Name);
        ((string?)list["metadata"]!["resourceVersion"]).ShouldNotBeNullOrEmpty();
    }
}
