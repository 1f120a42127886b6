using System.Text.Json.Nodes;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Testing.Contracts;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>An etcd that has used up its space: it answers reads and refuses to write anything, also our notes.</summary>
public sealed class FullTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task LostHistory_WhileEtcdTakesNoNote_IsPassedOverOnceItDoes()
    {
        using var etcd = await EtcdCluster.StartAsync(1, null, "--quota-backend-bytes=6000000");
        await using var proxy = new CutProxy(etcd.Urls[0]);
        var log = new Lines();
        var options = new EtcdStoreOptions { Servers = [proxy.Url], Prefix = "/full", Logger = log };
        await using var store = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(store, "", await store.CurrentRevisionAsync(None));
        await store.CommitAsync([new StoreWrite("a/b/1", new byte[10], 0)], None);
        (await feed.TakeAsync(1)).Count.ShouldBe(1);
        proxy.Refuses = true;
        proxy.Cut();
        await FillAsync(etcd);
        await etcd.ControlAsync("del", "/full/a/b/1");
        await etcd.ControlAsync("del", "/fill", "--prefix");
        await etcd.ControlAsync("compact", await RevisionAsync(etcd));
        proxy.Refuses = false;

        // the deletions of the others are no events of ours, so this needs a note
        await Eventually.TrueAsync(async () => (await RefusalAsync(store)).Contains("used up its space"), "the refusal of a note", TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => log.All.Any(l => l.StartsWith("The watch on etcd broke")), "the watch to tell");
        await etcd.ControlAsync("defrag");
        await etcd.ControlAsync("alarm", "disarm");

        await Should.ThrowAsync<RevisionCompactedException>(feed.NextBatchAsync);
        (await store.CommitAsync([new StoreWrite("a/b/2", new byte[10], 0)], None)).ShouldBeOfType<CommitResult.Committed>();
    }

    private static async Task FillAsync(EtcdCluster etcd)
    {
        await using var other = await EtcdStore.OpenAsync(new EtcdStoreOptions { Servers = etcd.Urls, Prefix = "/fill" }, None);
        try
        {
            for (var i = 0; i < 100; i++)
            {
                await other.CommitAsync([new StoreWrite($"a/b/{i}", new byte[500_000], 0)], None);
            }
        }
        catch (StoreUnavailableException)
        {
            return;
        }

        Assert.Fail("etcd takes everything");
    }

    private static async Task<string> RevisionAsync(EtcdCluster etcd) =>
        JsonNode.Parse(await etcd.ControlAsync("get", "/full", "--write-out=json"))!["header"]!["revision"]!.ToString();

    private static async Task<string> RefusalAsync(EtcdStore store)
    {
        try
        {
            await store.CurrentRevisionAsync(None);
            return "";
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }
}
