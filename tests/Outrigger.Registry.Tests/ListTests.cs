using Outrigger.TestKit;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task ListAsync_AcrossNamespaces_IsInKeyOrder()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        foreach (var (ns, name) in new[] { ("order", "m"), ("order-b", "a"), ("order-a", "z-1"), ("order-a", "z"), ("order-a", "z.1") })
        {
            await registry.CreateAsync($$$"""{"metadata":{"name":"{{{name}}}"}}""", registry.Context(ns: ns));
        }

        var list = await registry.ListAsync(new ListQuery(), ns: "");

        list.Items.Select(i => $"{i.Namespace}/{i.Name}").ShouldBe(["order-a/z", "order-a/z-1", "order-a/z.1", "order-b/a", "order/m"]);
        list.ResourceVersion.ShouldBe(registry.Cache.Revision);
    }

    [Fact]
    public async Task ListAsync_Paged_ShowsTheStateOfTheFirstPage()
    {
        await using var registry = await FiveAsync();

        var first = await registry.ListAsync(new ListQuery(Limit: 2));
        await registry.CreateAsync("""{"metadata":{"name":"ca"}}""");
        await registry.DeleteAsync("d");
        var second = await registry.ListAsync(new ListQuery(Limit: 1, Continue: first.Continue));
        var rest = await registry.ListAsync(new ListQuery(Continue: second.Continue));

        Names(first).ShouldBe(["a", "b"]);
        first.RemainingItemCount.ShouldBe(3);
        Names(second).ShouldBe(["c"]);
        second.RemainingItemCount.ShouldBe(2);
        second.ResourceVersion.ShouldBe(first.ResourceVersion);
        Names(rest).ShouldBe(["d", "e"]);
        rest.Continue.ShouldBe("");
        rest.RemainingItemCount.ShouldBeNull();
        rest.ResourceVersion.ShouldBe(first.ResourceVersion);
    }

    [Fact]
    public async Task ListAsync_PagedWithSelector_CountsNothing()
    {
        await using var registry = await FiveAsync();

        var first = await registry.ListAsync(new ListQuery(LabelSelector: "odd=1", Limit: 2));
        var last = await registry.ListAsync(new ListQuery(LabelSelector: "odd=1", Limit: 2, Continue: first.Continue));

        Names(first).ShouldBe(["a", "c"]);
        first.RemainingItemCount.ShouldBeNull();
        Names(last).ShouldBe(["e"]);
        last.Continue.ShouldBe("");
    }

    [Fact]
    public async Task ListAsync_ContinueWithRevisionZero_IsNotPaged()
    {
        await using var registry = await FiveAsync();
        var first = await registry.ListAsync(new ListQuery(Limit: 1));

        var rest = await registry.ListAsync(new ListQuery(Limit: 1, Continue: first.Continue, ResourceVersion: "0"));

        Names(rest).ShouldBe(["b", "c", "d", "e"]);
    }

    [Theory]
    [InlineData("zzz")]
    [InlineData("!!!")]
    [InlineData("e30")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6Miwic3RhcnQiOiIuLi8uLi94XHUwMDAwIn0")]
    public async Task ListAsync_ForgedToken_IsABadRequest(string token)
    {
        await using var registry = await FiveAsync();

        var status = await TestRegistry.RefusalAsync(() => registry.ListAsync(new ListQuery(Continue: token)));

        status.Code.ShouldBe(400);
        status.Message.ShouldStartWith("invalid continue token: continue key is not valid");
    }

    [Fact]
    public async Task ListAsync_Token_IsReadableAsKubernetesMakesIt()
    {
        await using var registry = await FiveAsync();

        var token = (await registry.ListAsync(new ListQuery(Limit: 1))).Continue;

        var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
        var json = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)))!;
        json["v"]!.GetValue<string>().ShouldBe("meta.k8s.io/v1");
        json["rv"]!.GetValue<long>().ShouldBe(registry.Cache.Revision);
        json["start"]!.GetValue<string>().ShouldBe("a\0");
    }

    [Fact]
    public async Task ListAsync_ExpiredToken_OffersOneThatCarriesOn()
    {
        await using var registry = await FiveAsync(new WatchCacheOptions { MaxEvents = 1 });
        var first = await registry.ListAsync(new ListQuery(Limit: 2));
        for (var i = 0; i < 600; i++)
        {
            await registry.MergeAsync("e", $$$"""{"data":{"n":"{{{i}}}"}}""");
        }

        var status = await TestRegistry.RefusalAsync(() => registry.ListAsync(new ListQuery(Limit: 2, Continue: first.Continue)));
        var rest = await registry.ListAsync(new ListQuery(Continue: status.Continue!));

        status.Code.ShouldBe(410);
        status.Reason.ShouldBe("Expired");
        Names(rest).ShouldBe(["c", "d", "e"]);
        rest.ResourceVersion.ShouldBe(registry.Cache.Revision);
    }

    [Fact]
    public async Task ListAsync_Revisions_AreExactOnlyWhenAskedFor()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var a = await registry.CreateAsync("""{"metadata":{"name":"a"}}""");
        var b = await registry.CreateAsync("""{"metadata":{"name":"b"}}""");
        await registry.DeleteAsync("b");
        var atA = a.ResourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var atB = b.ResourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var exact = await registry.ListAsync(new ListQuery(ResourceVersion: atB, ResourceVersionMatch: "Exact"));
        var page = await registry.ListAsync(new ListQuery(ResourceVersion: atB, Limit: 1));
        var notOlder = await registry.ListAsync(new ListQuery(ResourceVersion: atA));
        var any = await registry.ListAsync(new ListQuery(ResourceVersion: "0"));

        Names(exact).ShouldBe(["a", "b"]);
        exact.ResourceVersion.ShouldBe(b.ResourceVersion);
        Names(page).ShouldBe(["a"]);
        page.RemainingItemCount.ShouldBe(1);
        Names(notOlder).ShouldBe(["a"]);
        Names(any).ShouldBe(["a"]);
    }

    [Fact]
    public async Task ListAsync_RevisionThatIsNotReached_TimesOutAfterThreeSeconds()
    {
        await using var registry = await FiveAsync();
        var timers = registry.Time.ActiveTimers;

        var call = TestRegistry.RefusalAsync(() => registry.ListAsync(new ListQuery(ResourceVersion: "999999999")));
        await Eventually.TrueAsync(() => registry.Time.ActiveTimers > timers, "the read to wait");
        registry.Time.Advance(TimeSpan.FromSeconds(4));
        var status = await call;

        status.Code.ShouldBe(504);
        status.Message.ShouldBe($"Timeout: Too large resource version: 999999999, current: {registry.Cache.Revision}");
        status.Details!.RetryAfterSeconds.ShouldBe(1);
        status.Details.Causes![0].Reason.ShouldBe("ResourceVersionTooLarge");
    }

    [Theory]
    [InlineData("x", "", "", "invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("-1", "", "", "invalid resource version: resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("", "Exact", "", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("0", "Exact", "", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("1", "Foo", "", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("", "", "data.k=v", "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task ListAsync_BadParameters_AreRefused(string resourceVersion, string match, string fields, string message)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);

        var query = new ListQuery(FieldSelector: fields, ResourceVersion: resourceVersion, ResourceVersionMatch: match);
        var status = await TestRegistry.RefusalAsync(() => registry.ListAsync(query));

        status.Message.ShouldBe(message);
    }

    [Fact]
    public async Task ListAsync_FieldSelectors_UseTheFactsOfTheKind()
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.Machines);
        await registry.CreateAsync("""{"metadata":{"name":"a"},"spec":{"role":"x"}}""");
        await registry.CreateAsync("""{"metadata":{"name":"b"},"spec":{"role":"y"}}""");

        Names(await registry.ListAsync(new ListQuery(FieldSelector: "spec.role=x"))).ShouldBe(["a"]);
        Names(await registry.ListAsync(new ListQuery(FieldSelector: "metadata.name=b"))).ShouldBe(["b"]);
        Names(await registry.ListAsync(new ListQuery(FieldSelector: "metadata.name=b,spec.role!=y"))).ShouldBeEmpty();
        (await TestRegistry.RefusalAsync(() => registry.ListAsync(new ListQuery(FieldSelector: "spec.size=1"))))
            .Message.ShouldBe("field label not supported: spec.size");
    }

    [Fact]
    public async Task GetAsync_Revisions_WaitForWhatIsAskedFor()
    {
        await using var registry = await FiveAsync();

        var any = await registry.Store.GetAsync(registry.Context("a"), "0", TestRegistry.Token);
        var status = await TestRegistry.RefusalAsync(() => registry.Store.GetAsync(registry.Context("a"), "x", TestRegistry.Token).AsTask());

        any.Name.ShouldBe("a");
        status.Code.ShouldBe(500);
    }

    private static IEnumerable<string> Names(ObjectList list) => list.Items.Select(i => i.Name);

    private static async Task<TestRegistry> FiveAsync(WatchCacheOptions? options = null)
    {
        var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps, options);
        await registry.CreateAsync("""{"metadata":{"name":"a","labels":{"odd":"1"}}}""");
        await registry.CreateAsync("""{"metadata":{"name":"b"}}""");
        await registry.CreateAsync("""{"metadata":{"name":"c","labels":{"odd":"1"}}}""");
        await registry.CreateAsync("""{"metadata":{"name":"d"}}""");
        await registry.CreateAsync("""{"metadata":{"name":"e","labels":{"odd":"1"}}}""");
        return registry;
    }
}
