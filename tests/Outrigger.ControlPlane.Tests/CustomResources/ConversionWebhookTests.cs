using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using static Outrigger.ControlPlane.Tests.CustomResources.CustomCluster;

namespace Outrigger.ControlPlane.Tests.CustomResources;

public sealed class ConversionWebhookTests
{
    private const string Name = "gadgets.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ThroughTheOtherVersion_IsStoredInTheStorageVersion()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        var v2 = cluster.Find("v2", "gadgets");

        var created = await v2.Verbs.Create!.CreateAsync(Context(v2, "") with { FieldManager = "m" }, Body("""{"metadata":{"name":"a"},"spec":{"paint":"red","odd":1}}"""), Token);

        created.ToTree()["spec"]!.ToJsonString().ShouldBe("""{"size":9,"paint":"red"}""");
        var stored = await cluster.GetAsync(Name, "a");
        stored["spec"]!.ToJsonString().ShouldBe("""{"size":9,"color":"red"}""");
        stored["metadata"]!["managedFields"]![0]!["apiVersion"]!.GetValue<string>().ShouldBe("example.com/v2");

        await PatchAsync(v2, "a", PatchChange.Merge("""{"spec":{"paint":"blue"}}"""u8));
        (await cluster.GetAsync(Name, "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("blue");

        await PatchAsync(v2, "a", ApplyChange.Parse(
            """{"apiVersion":"example.com/v2","kind":"Gadget","metadata":{"name":"a"},"spec":{"paint":"green"}}"""u8, force: true));
        (await cluster.GetAsync(Name, "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("green");

        var now = await cluster.ReadAsync("v2", "gadgets", "a");
        now["spec"]!["paint"] = "black";
        await v2.Verbs.Update!.UpdateAsync(Context(v2, "a"), new ReplaceChange(now), Token);
        (await cluster.GetAsync(Name, "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("black");

        var deleted = await v2.Verbs.Delete!.DeleteAsync(Context(v2, "a"), new DeleteOptions(), Token);
        deleted.Gone.ShouldBeTrue();
        (await cluster.FindAsync(Name, "a")).ShouldBeNull();
    }

    [Fact]
    public async Task Write_AgainstTheSchemaOfTheRequest_IsRefused()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        var v2 = cluster.Find("v2", "gadgets");

        var refused = await Should.ThrowAsync<StatusException>(async () =>
            await v2.Verbs.Create!.CreateAsync(Context(v2, ""), Body("""{"metadata":{"name":"a"},"spec":{"paint":"turquoise"}}"""), Token));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain("spec.paint: Too long");
        hook.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ThroughTheOtherVersion_ConvertsInOneCallAndRemembers()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await cluster.CreateAsync(Name, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"color":"{{{name}}}"} }""");
        }

        var v2 = cluster.Find("v2", "gadgets");
        for (var i = 0; i < 2; i++)
        {
            var list = await v2.Verbs.List!.ListAsync(Context(v2, ""), new ListQuery(), Token);
            list.Items.Select(o => (string)o.ToTree()["spec"]!["paint"]!).ShouldBe(["a", "b", "c"]);
        }

        hook.Calls.ShouldBe([3]);
        var page = await v2.Verbs.List!.ListAsync(Context(v2, ""), new ListQuery(Limit: 2), Token);
        page.Items.Count.ShouldBe(2);
        page.Continue.ShouldNotBeEmpty();
        var rest = await v2.Verbs.List.ListAsync(Context(v2, ""), new ListQuery(Limit: 2, Continue: page.Continue), Token);
        rest.Items.Select(o => o.Name).ShouldBe(["c"]);
        (await cluster.ReadAsync("v1", "gadgets", "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("a");
        hook.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_ThroughTheOtherVersion_ConvertsStateAndChanges()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red"} }""");
        var v2 = cluster.Find("v2", "gadgets");
        await using var watch = await v2.Verbs.Watch!.WatchAsync(
            Context(v2, ""), new WatchQuery(SendInitialEvents: true, AllowBookmarks: true, ResourceVersionMatch: "NotOlderThan"), Token);

        await cluster.UpdateAsync(Name, "a", obj => obj["spec"]!["color"] = "blue");
        await cluster.DeleteAsync(Name, "a");

        var seen = new List<string>();
        while (seen.Count < 4)
        {
            (await watch.WaitAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token)).ShouldBeTrue();
            while (watch.TryRead(out var item))
            {
                seen.Add($"{item.Type} {(string?)item.Object?.ToTree()["spec"]!["paint"]}");
            }
        }

        seen.ShouldBe(["Added red", "InitialEventsEnd ", "Modified blue", "Deleted blue"]);
    }

    [Theory]
    [InlineData("response.uid", "\"other\"", "failed: expected response.uid=")]
    [InlineData("response.result", """{"status":"Failure","message":"no such thing"}""", "failed: no such thing")]
    [InlineData("response.result", "{}", "failed: response.result.status was '', not 'Success'")]
    [InlineData("response", "null", "failed: no response provided")]
    [InlineData("kind", "\"Other\"", "failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got apiextensions.k8s.io/v1, Kind=Other")]
    [InlineData("response.convertedObjects", "[]", "returned 0 objects, expected 1")]
    [InlineData("object.apiVersion", "\"example.com/v9\"", "returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v9)")]
    [InlineData("object.kind", "\"Thing\"", "returned invalid object at index 0: invalid kind (expected Gadget, received Thing)")]
    [InlineData("object.metadata.name", "\"b\"", "returned invalid object: must have the same name: a != b")]
    [InlineData("object.metadata.uid", "\"u\"", "returned invalid object: must have the same UID: ")]
    [InlineData("object.metadata.labels", """{"k":"not valid!"}""", "returned invalid metadata: metadata.labels: Invalid value: \"not valid!\": ")]
    [InlineData("object.metadata.annotations", """{"k":1}""", "returned invalid metadata: metadata.annotations[k] must be a string")]
    public async Task Get_SpoiltAnswer_FailsWithTheWordsOfKubernetes(string path, string value, string expected)
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red"} }""");
        hook.Spoil = answer =>
        {
            var steps = path.Split('.');
            var parent = steps[0] is "object" ? answer["response"]!["convertedObjects"]![0]! : answer;
            var rest = steps[0] is "object" ? steps[1..] : steps;
            foreach (var step in rest[..^1])
            {
                parent = parent[step]!;
            }

            parent[rest[^1]] = JsonNode.Parse(value);
        };

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.ReadAsync("v2", "gadgets", "a"));

        refused.Status.Code.ShouldBe(500);
        refused.Status.Message.ShouldStartWith($"conversion webhook for example.com/v1, Kind=Gadget {expected}");
        hook.Spoil = _ => { };
        (await cluster.ReadAsync("v2", "gadgets", "a"))["spec"]!["paint"]!.GetValue<string>().ShouldBe("red");
    }

    [Fact]
    public async Task Get_WebhookChangesMetadata_OnlyLabelsAndAnnotationsGoThrough()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a","labels":{"old":"1"},"finalizers":["example.com/x"]},"spec":{"color":"red"} }""");
        hook.Spoil = answer =>
        {
            var meta = answer["response"]!["convertedObjects"]![0]!["metadata"]!;
            meta["labels"] = new JsonObject { ["new"] = "2" };
            meta["generation"] = 77;
            meta.AsObject().Remove("finalizers");
        };

        var shown = await cluster.ReadAsync("v2", "gadgets", "a");

        shown["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"new":"2"}""");
        shown["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        shown["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["example.com/x"]""");
    }

    [Fact]
    public async Task WebhookDown_StoredVersionIsServedAndTheDefinitionCanGo()
    {
        await using var hook = await ConversionServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(hook.Crd);
        await cluster.CreateAsync(Name, """{"metadata":{"name":"a"},"spec":{"color":"red"} }""");

        // before: controllers read what is stored in the new version, and an object remembers what became of it
        hook.IsDown = true;
        await cluster.RedefineAsync(Name, crd =>
        {
            crd["spec"]!["versions"]![0]!["storage"] = false;
            crd["spec"]!["versions"]![1]!["storage"] = true;
        });

        (await cluster.GetAsync(Name, "a"))["spec"]!["color"]!.GetValue<string>().ShouldBe("red");
        (await Should.ThrowAsync<StatusException>(() => cluster.ReadAsync("v2", "gadgets", "a"))).Status.Message
            .ShouldBe("conversion webhook for example.com/v1, Kind=Gadget failed: the webhook answered with the status 503");
        var v2 = cluster.Find("v2", "gadgets");
        await using var watch = await v2.Verbs.Watch!.WatchAsync(Context(v2, ""), new WatchQuery(), Token);
        watch.TryRead(out _).ShouldBeFalse();
        (await watch.WaitAsync(Token)).ShouldBeTrue();
        Should.Throw<StatusException>(() => watch.TryRead(out _)).Status.Code.ShouldBe(500);

        await cluster.DeleteAsync(Definitions, Name);
        await cluster.WaitAsync(v2.Kind.Resource, served => served is null);
        (await cluster.FindAsync(Definitions, Name)).ShouldBeNull();
    }

    private static JsonObject Body(string json) => (JsonObject)JsonNode.Parse(Encoding.UTF8.GetBytes(json))!;

    private static async Task PatchAsync(ServedResource served, string name, IObjectChange change) =>
        await served.Verbs.Update!.UpdateAsync(Context(served, name) with { FieldManager = "m" }, change, Token);
}
