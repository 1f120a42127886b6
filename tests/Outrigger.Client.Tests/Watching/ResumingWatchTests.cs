using System.Net;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Tests.Support;
using Outrigger.Client.Watching;

namespace Outrigger.Client.Tests.Watching;

public sealed class ResumingWatchTests
{
    private static readonly ResourcePath Maps = new(new GroupVersionResource("", "v1", "configmaps"), "default");
    private static readonly WatchOptions Quick = new() { MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_StreamEnds_ResumesAtTheLastVersionIncludingBookmarks()
    {
        var (client, handler) = Script(
            List(5, "a", 3),
            Frames(Event("ADDED", "b", 6) + """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}""" + "\n"),
            Frames(Event("DELETED", "a", 10)));
        var events = await TakeAsync(client, 4);
        events.Select(e => (e.Type, e.ResourceVersion)).ShouldBe(
        [
            (WatchEventType.Listed, "5"), (WatchEventType.Added, "6"), (WatchEventType.Bookmark, "9"), (WatchEventType.Deleted, "10"),
        ]);
        handler.Seen[1].ShouldContain("resourceVersion=5");
        handler.Seen[2].ShouldContain("resourceVersion=9");
    }

    [Fact]
    public async Task Watch_ExpiredInStreamOrAtOnce_ListsAgain()
    {
        var gone = """{"kind":"Status","code":410,"reason":"Expired","message":"too old"}""";
        var (client, _) = Script(
            List(5, "a", 3),
            Frames($$"""{"type":"ERROR","object":{{gone}}}""" + "\n"),
            List(20, "a", 18),
            () => ScriptedHandler.Json(gone, HttpStatusCode.Gone),
            List(30, "a", 28));
        var events = await TakeAsync(client, 3);
        events.Select(e => (e.Type, e.ResourceVersion)).ShouldBe(
            [(WatchEventType.Listed, "5"), (WatchEventType.Listed, "20"), (WatchEventType.Listed, "30")]);
    }

    [Fact]
    public async Task Watch_BrokenConnectionAndCutFrame_AreWaitedOut()
    {
        var (client, handler) = Script(
            () => throw new HttpRequestException("refused"),
            () => ScriptedHandler.Json("busy", HttpStatusCode.InternalServerError),
            List(5, "a", 3),
            Frames(Event("ADDED", "b", 6) + Event("ADDED", "c", 7)[..20]),
            Frames(Event("ADDED", "c", 7)));
        var events = await TakeAsync(client, 3);
        events.Select(e => e.ResourceVersion).ShouldBe(["5", "6", "7"]);
        handler.Seen[^1].ShouldContain("resourceVersion=6");
    }

    [Fact]
    public async Task Watch_WithATransform_KeepsOnlyWhatItLeaves()
    {
        var (client, _) = Script(
            List(5, "a", 3),
            Frames(Event("ADDED", "b", 6) + """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}""" + "\n"));
        var options = Quick with
        {
            Transform = o => new System.Text.Json.Nodes.JsonObject { ["metadata"] = o["metadata"]!.DeepClone(), ["cut"] = true },
        };
        var seen = new List<string>();

        await foreach (var item in client.WatchAsync(Maps, options, Token))
        {
            var obj = item.Type == WatchEventType.Listed ? item.Object["items"]![0]! : item.Object;
            seen.Add($"{item.Type} {item.ResourceVersion} {obj["cut"]}");
            if (seen.Count == 3)
            {
                break;
            }
        }

        seen.ShouldBe(["Listed 5 true", "Added 6 true", "Bookmark 9 "]);
    }

    [Fact]
    public async Task ListAll_Pages_AreJoined()
    {
        var (client, handler) = Script(
            () => ScriptedHandler.Json("""{"metadata":{"resourceVersion":"5","continue":"x"},"items":[{"metadata":{"name":"a"}}]}"""),
            () => ScriptedHandler.Json("""{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"b"}},{"metadata":{"name":"c"}}]}"""));
        var list = await client.ListAllAsync(Maps, Quick, Token);
        list["items"]!.AsArray().Count.ShouldBe(3);
        handler.Seen[1].ShouldContain("continue=x");
    }

    [Fact]
    public async Task Reflector_Relist_TellsTheDifferenceOnly()
    {
        var (client, _) = Script(
            () => ScriptedHandler.Json(Text(5, ("a", 3), ("b", 4))),
            Frames(Event("MODIFIED", "b", 6) + """{"type":"ERROR","object":{"code":410}}""" + "\n"),
            () => ScriptedHandler.Json(Text(9, ("b", 6), ("c", 8))));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var changes = new List<string>();
        var done = new TaskCompletionSource();
        var reflector = new ResourceReflector(client, Maps, Quick)
        {
            OnChange = c =>
            {
                changes.Add($"{c.Type} {c.Key} {c.Previous is not null}");
                if (changes.Count == 5)
                {
                    done.SetResult();
                }
            },
        };
        var run = reflector.RunAsync(stop.Token);
        await reflector.Synced.WaitAsync(Token);
        await done.Task.WaitAsync(Token);
        changes.ShouldBe(
            ["Added default/a False", "Added default/b False", "Modified default/b True", "Added default/c False", "Deleted default/a True"]);
        reflector.Items.Keys.Order(StringComparer.Ordinal).ShouldBe(["default/b", "default/c"]);
        reflector.Items["default/b"]["kind"]!.GetValue<string>().ShouldBe("ConfigMap");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    private static async Task<List<WatchEvent>> TakeAsync(KubernetesClient client, int count)
    {
        var events = new List<WatchEvent>();
        await foreach (var item in client.WatchAsync(Maps, Quick, Token))
        {
            events.Add(item);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private static (KubernetesClient Client, ScriptedHandler Handler) Script(params Func<HttpResponseMessage>[] answers)
    {
        var next = 0;
        var handler = new ScriptedHandler(_ =>
            next < answers.Length ? answers[next++]() : new HttpResponseMessage { Content = new StreamContent(new SilentStream()) });
        return (new KubernetesClient(handler, new Uri("http://server"), TimeProvider.System), handler);
    }

    private static Func<HttpResponseMessage> List(int version, string name, int itemVersion) =>
        () => ScriptedHandler.Json(Text(version, (name, itemVersion)));

    private static Func<HttpResponseMessage> Frames(string frames) => () => ScriptedHandler.Json(frames);

    private static string Text(int version, params (string Name, int Version)[] items) =>
        $"{{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{{\"resourceVersion\":\"{version}\"}},"
        + $"\"items\":[{string.Join(',', items.Select(i => $"{{{Meta(i.Name, i.Version)}}}"))}]}}";

    private static string Event(string type, string name, int version) =>
        $"{{\"type\":\"{type}\",\"object\":{{\"kind\":\"ConfigMap\",{Meta(name, version)}}}}}\n";

    private static string Meta(string name, int version) =>
        $"\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"default\",\"resourceVersion\":\"{version}\"}}";
}
