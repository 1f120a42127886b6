using System.Globalization;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;
using Outrigger.TestKit;

namespace Outrigger.Registry.Tests;

/// <summary>Random histories of one resource: whatever way a client reads them, it sees the same. A failure names its seed.</summary>
public sealed class HistoryPropertyTests
{
    private const int Steps = 150;
    private static readonly string[] Selectors = ["", "app=a", "app!=a", "app in (a,b)", "!tier", "tier", "app notin (b),tier"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task List_InPagesWhileWritesGoOn_IsTheListOfTheFirstPage(int seed)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            await WriteAsync(registry, random, 10);
            var ns = random.Next(3) == 0 ? "" : "default";
            var selector = Selectors[random.Next(Selectors.Length)];
            var whole = await registry.ListAsync(new ListQuery(LabelSelector: selector), ns);
            var paged = new List<string>();
            var next = "";
            do
            {
                var page = await registry.ListAsync(new ListQuery(LabelSelector: selector, Limit: 1 + random.Next(5), Continue: next), ns);
                if (next.Length == 0)
                {
                    whole = await registry.ListAsync(
                        new ListQuery(LabelSelector: selector, ResourceVersion: Text(page.ResourceVersion), ResourceVersionMatch: "Exact"), ns);
                }

                page.ResourceVersion.ShouldBe(whole.ResourceVersion, $"seed {seed}");
                paged.AddRange(page.Items.Select(Show));
                next = page.Continue;
                await WriteAsync(registry, random, random.Next(4));
            }
            while (next.Length > 0);

            paged.ShouldBe(whole.Items.Select(Show), $"seed {seed}, round {round}, selector {selector}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Watch_FromAnyListedState_ReplaysToWhatAListShowsNow(int seed)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var random = new Random(seed);
        var starts = new List<(string Selector, long Revision, Dictionary<string, string> State)>();
        for (var step = 0; step < Steps; step += 5)
        {
            var selector = Selectors[random.Next(Selectors.Length)];
            var list = await registry.ListAsync(new ListQuery(LabelSelector: selector));
            starts.Add((selector, list.ResourceVersion, State(list.Items)));
            await WriteAsync(registry, random, 5);
        }

        foreach (var (selector, revision, state) in starts)
        {
            var now = await registry.ListAsync(new ListQuery(LabelSelector: selector));
            await ReplayAsync(registry, selector, revision, state);
            state.OrderBy(s => s.Key, StringComparer.Ordinal).ShouldBe(
                State(now.Items).OrderBy(s => s.Key, StringComparer.Ordinal), $"seed {seed}, from {revision}, selector {selector}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task List_WithASelector_IsTheScanOfTheWholeList(int seed)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        await WriteAsync(registry, new Random(seed), Steps);
        var all = await registry.ListAsync(new ListQuery());
        foreach (var selector in Selectors)
        {
            var parsed = LabelSelector.Parse(selector);
            var chosen = await registry.ListAsync(new ListQuery(LabelSelector: selector));
            chosen.Items.Select(Show).ShouldBe(all.Items.Where(i => parsed.Matches(i.Labels)).Select(Show), $"seed {seed}, selector {selector}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task JsonPatch_ThatFailsSomewhere_LeavesTheObjectAsItWas(int seed)
    {
        await using var registry = await TestRegistry.StartAsync(TestKinds.ConfigMaps);
        var before = await registry.CreateAsync("""{"metadata":{"name":"a","labels":{"app":"a"}},"data":{"a":"1","b":"2"}}""");
        var random = new Random(seed);
        string[] operations =
        [
            """{"op":"add","path":"/data/c","value":"3"}""", """{"op":"remove","path":"/data/a"}""", """{"op":"replace","path":"/data/b","value":"x"}""",
            """{"op":"move","from":"/data/b","path":"/data/d"}""", """{"op":"copy","from":"/metadata/labels","path":"/data"}""",
        ];
        var patch = Enumerable.Range(0, random.Next(6)).Select(_ => operations[random.Next(operations.Length)]).Append("""{"op":"test","path":"/data/a","value":"no"}""");

        await TestRegistry.RefusalAsync(() => registry.UpdateAsync(
            registry.Context("a"), PatchChange.Json(System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', patch)}]"))));

        var after = await registry.GetAsync("a");
        after.ResourceVersion.ShouldBe(before.ResourceVersion, $"seed {seed}");
        after.ToTree().ToJsonString().ShouldBe(before.ToTree().ToJsonString());
    }

    private static async Task WriteAsync(TestRegistry registry, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = $"n{random.Next(20)}";
            var context = registry.Context(name, random.Next(4) == 0 ? "other" : "default");
            try
            {
                await OneAsync(registry, random, context);
            }
            catch (StatusException e) when (e.Status.Code is 404 or 409)
            {
                // Nothing there to change, or there already: another kind of step.
            }
        }
    }

    private static async Task OneAsync(TestRegistry registry, Random random, OperationContext context)
    {
        var labels = random.Next(4) switch
        {
            0 => """{"app":"a","tier":null}""",
            1 => """{"app":"b","tier":"1"}""",
            2 => """{"app":null}""",
            _ => """{"app":"c"}""",
        };
        switch (random.Next(3))
        {
            case 0:
                var made = labels.Replace(""","tier":null""", "", StringComparison.Ordinal).Replace("\"app\":null", "", StringComparison.Ordinal);
                await registry.CreateAsync($$$"""{"metadata":{"name":"{{{context.Name}}}","labels":{{{made}}}}}""", context);
                break;
            case 1:
                await registry.DeleteAsync(context.Name, context: context);
                break;
            default:
                await registry.MergeAsync(context.Name, $$$"""{"metadata":{"labels":{{{labels}}}},"data":{"k":"{{{random.Next(3)}}}"}}""", context);
                break;
        }
    }

    private static async Task ReplayAsync(TestRegistry registry, string selector, long from, Dictionary<string, string> state)
    {
        await using var watch = await registry.WatchAsync(new WatchQuery(LabelSelector: selector, ResourceVersion: Text(from)));
        for (var last = from; watch.TryRead(out var item); last = item.Revision)
        {
            item.Revision.ShouldBeGreaterThan(last);
            var name = item.Object!.Name;
            if (item.Type == WatchItemType.Deleted)
            {
                state.Remove(name).ShouldBeTrue($"{name} was not there");
            }
            else
            {
                state.ContainsKey(name).ShouldBe(item.Type == WatchItemType.Modified, name);
                state[name] = Show(item.Object);
            }
        }
    }

    private static Dictionary<string, string> State(IEnumerable<StoredObject> items) => items.ToDictionary(i => i.Name, Show, StringComparer.Ordinal);

    private static string Show(StoredObject item) => $"{item.Namespace}/{item.Name}@{item.ResourceVersion}";

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
