using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using static Outrigger.ControlPlane.Tests.CustomResources.CustomCluster;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>What must not go wrong with custom resources, whoever asks.</summary>
public sealed class HardeningTests
{
    private const string Color = """{"color":{"type":"string"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_PatternThatBacktracks_IsJudgedInLinearTime()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DefineAsync(Gadgets(Version("v1", """{"color":{"type":"string","pattern":"^(a+)+$"}}""")));
        var evil = new string('a', 200_000) + "!";

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync("gadgets.example.com", $$$"""{"metadata":{"name":"a"},"spec":{"color":"{{{evil}}}"} }""")
                .WaitAsync(TimeSpan.FromSeconds(20), Token));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain("should match '^(a+)+$'");
    }

    [Theory]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)b")]
    [InlineData("a(?<!b)")]
    public async Task Define_PatternThatNeedsBacktracking_IsRefused(string pattern)
    {
        await using var cluster = await TestCluster.StartAsync();
        var quoted = JsonValue.Create(pattern).ToJsonString();

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            Definitions, Gadgets(Version("v1", $$$"""{"color":{"type":"string","pattern":{{{quoted}}}} }"""))));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain("must be a valid regular expression");
    }

    [Fact]
    public async Task Paths_OfTheOtherScope_AreNotFound()
    {
        await using var api = await TestApi.StartAsync();
        await api.Cluster.DefineAsync(Gadgets(Version("v1", Color)));
        await api.Cluster.DefineAsync(Gadgets(Version("v1", Color)).Replace("gadgets", "rooms").Replace("Gadget", "Room").Replace("Cluster", "Namespaced"));
        await api.Cluster.CreateAsync("gadgets.example.com", """{"metadata":{"name":"a"}}""");
        await api.Cluster.CreateAsync("rooms.example.com", """{"metadata":{"name":"a","namespace":"default"}}""", "default");

        foreach (var path in new[] { "namespaces/default/gadgets/a", "namespaces/default/gadgets", "namespaces/default/gadgets?watch=1", "rooms/a" })
        {
            (await api.GetAsync($"/apis/example.com/v1/{path}")).Code.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await api.PostAsync("/apis/example.com/v1/namespaces/default/gadgets", """{"metadata":{"name":"b"}}""")).Code.ShouldBe(HttpStatusCode.NotFound);
        (await api.SendAsync(HttpMethod.Delete, "/apis/example.com/v1/namespaces/default/gadgets/a")).Code.ShouldBe(HttpStatusCode.NotFound);
        (await api.SendAsync(HttpMethod.Delete, "/apis/example.com/v1/rooms/a")).Code.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync("/apis/example.com/v1/gadgets/a")).Code.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("/apis/example.com/v1/namespaces/default/rooms/a")).Code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TypesWithACommonPrefix_SeeTheirOwnObjectsAlone()
    {
        await using var api = await TestApi.StartAsync();
        await api.Cluster.DefineAsync(Crd("foo", "Foo", Version("v1", Color)));
        await api.Cluster.DefineAsync(Crd("foobar", "Foobar", Version("v1", Color)));
        var foo = api.Cluster.Find("v1", "foo");
        await using var watch = await foo.Verbs.Watch!.WatchAsync(Context(foo, ""), new WatchQuery(), Token);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await api.Cluster.CreateAsync("foobar.example.com", $$$"""{"metadata":{"name":"bar-{{{name}}}"} }""");
        }

        await api.Cluster.CreateAsync("foo.example.com", """{"metadata":{"name":"mine"}}""");

        Names((await api.GetAsync("/apis/example.com/v1/foo")).Body).ShouldBe(["mine"]);
        (await watch.WaitAsync(Token)).ShouldBeTrue();
        watch.TryRead(out var item).ShouldBeTrue();
        item.Object!.Name.ShouldBe("mine");

        var token = (string)(await api.GetAsync("/apis/example.com/v1/foobar?limit=1")).Body["metadata"]!["continue"]!;
        var (code, page) = await api.GetAsync($"/apis/example.com/v1/foo?limit=5&continue={token}");
        (code == HttpStatusCode.OK ? Names(page) : []).ShouldBeSubsetOf(["mine"]);
        foreach (var start in new[] { "../foobar/", "../foobar/bar-a\\u0000", "/../foobar/", "./" })
        {
            var forged = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"v":"meta.k8s.io/v1","rv":1,"start":"{{start}}"}"""))
                .TrimEnd('=').Replace('+', '-').Replace('/', '_');
            (await api.GetAsync($"/apis/example.com/v1/foo?limit=5&continue={forged}")).Code.ShouldBe(HttpStatusCode.BadRequest, start);
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a%2fb")]
    [InlineData("a/b")]
    public async Task Names_ThatArePaths_AreRefused(string name)
    {
        await using var api = await TestApi.StartAsync();
        await api.Cluster.DefineAsync(Gadgets(Version("v1", Color)));

        var (posted, _) = await api.PostAsync("/apis/example.com/v1/gadgets", $$$"""{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"{{{name}}}"} }""");
        var (inNamespace, _) = await api.PostAsync("/api/v1/namespaces/default/configmaps", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"{{{name}}}"} }""");
        var (got, _) = await api.GetAsync($"/apis/example.com/v1/gadgets/{name}");

        ((int)posted).ShouldBe(422);
        ((int)inNamespace).ShouldBe(400);
        ((int)got).ShouldBeInRange(300, 499);
        Names((await api.GetAsync("/apis/example.com/v1/gadgets")).Body).ShouldBeEmpty();
    }

    [Fact]
    public async Task FirstObject_OfEachNewDefinition_IsSeenByAll()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await cluster.DefineAsync(Crd($"kind{i}s", $"Kind{i}", Version("v1", Color)));
            var served = cluster.Find("v1", $"kind{i}s");
            await using var watch = await served.Verbs.Watch!.WatchAsync(Context(served, ""), new WatchQuery(), Token);
            var made = await cluster.CreateAsync($"kind{i}s.example.com", """{"metadata":{"name":"first"},"spec":{"color":"red"} }""");

            (await watch.WaitAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token)).ShouldBeTrue();
            watch.TryRead(out var item).ShouldBeTrue();
            item.Type.ShouldBe(WatchItemType.Added);
            item.Object!.ToTree()["metadata"]!.ToJsonString().ShouldBe(made["metadata"]!.ToJsonString());
            (await cluster.ListAsync($"kind{i}s.example.com")).Single()["metadata"]!.ToJsonString().ShouldBe(made["metadata"]!.ToJsonString());
            (await cluster.GetAsync($"kind{i}s.example.com", "first"))["metadata"]!.ToJsonString().ShouldBe(made["metadata"]!.ToJsonString());
        }
    }

    private static IEnumerable<string> Names(JsonObject list) => list["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!);
}
