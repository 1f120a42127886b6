using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Testing.Contracts;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>Three members, of which one dies or stands still.</summary>
public sealed class ClusterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leader_ThatIsGone_CostsNothingAcknowledged(bool pausedOnly)
    {
        using var etcd = await EtcdCluster.StartAsync(members: 3);
        var options = new EtcdStoreOptions { Servers = etcd.Urls, ReadTimeout = TimeSpan.FromSeconds(1), WriteTimeout = TimeSpan.FromSeconds(2) };
        await using var store = await EtcdStore.OpenAsync(options, None);
        await using var feed = new FeedReader(store, "a/b/", await store.CurrentRevisionAsync(None));
        var acknowledged = new List<string>();
        var failed = new List<string>();
        var leader = await etcd.LeaderAsync();
        for (var i = 0; i < 60; i++)
        {
            if (i == 20)
            {
                Strike(leader, pausedOnly);
            }

            (await TryPutAsync(store, $"a/b/{i:00}") ? acknowledged : failed).Add($"a/b/{i:00}");
        }

        if (pausedOnly)
        {
            leader.Resume();
        }

        acknowledged.Count.ShouldBeGreaterThan(50);
        var stored = (await store.RangeAsync(new RangeQuery("a/b/"), None)).Records
            .OrderBy(r => r.ModRevision).Select(r => r.Key).ToList(); // what was not acknowledged may have been written late
        stored.ShouldBeSubsetOf(acknowledged.Concat(failed));
        acknowledged.ShouldBeSubsetOf(stored);
        var seen = await feed.TakeAsync(stored.Count);
        seen.Select(e => e.Key).ShouldBe(stored);
        seen.Select(e => e.Revision).ShouldBeInOrder();
    }

    private static void Strike(EtcdMember member, bool pausedOnly)
    {
        if (pausedOnly)
        {
            member.Pause();
        }
        else
        {
            member.Kill();
        }
    }

    private static async Task<bool> TryPutAsync(EtcdStore store, string key)
    {
        try
        {
            return await store.CommitAsync([new StoreWrite(key, Encoding.UTF8.GetBytes(key), 0)], None) is CommitResult.Committed;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
