using System.Text;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

public sealed class ImportTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Open_WhileAnImportIsUnfinished_IsRefused_AndImportingAgainBeginsAnew()
    {
        var options = etcd.Options();
        using (var broken = await EtcdImport.OpenAsync(options, None))
        {
            await using var half = await broken.BeginAsync(1000, None);
            await CommitAsync(half, "a/b/half");
        }

        (await Should.ThrowAsync<StoreUnavailableException>(() => EtcdStore.OpenAsync(options, None))).Message
            .ShouldBe($"an import into {options.Prefix} in etcd is not finished: run outrigger import again, which begins anew");

        using var again = await EtcdImport.OpenAsync(options, None);
        (again.IsUnfinished, again.Objects).ShouldBe((true, 1));
        await using (var store = await again.BeginAsync(1000, None))
        {
            (await store.CurrentRevisionAsync(None)).ShouldBeGreaterThan(2 * StoreImport.Leap, "what the broken one gave out is not given out again");
            (await KeysAsync(store)).ShouldBeEmpty();
            await CommitAsync(store, "a/b/whole");
        }

        await again.FinishAsync(None);
        await using var server = await EtcdStore.OpenAsync(options, None);
        (await KeysAsync(server)).ShouldBe(["a/b/whole"]);
    }

    [Fact]
    public async Task Import_OfAnArchiveWhoseStoreWasLost_BeginsBeyondIt()
    {
        var clock = new FakeTimeProvider();
        long lost;
        using (var first = await EtcdImport.OpenAsync(etcd.Options() with { TimeProvider = clock }, None))
        {
            await using var store = await first.BeginAsync(1000, None);
            lost = await CommitAsync(store, "a/b/1");
        }

        clock.Advance(TimeSpan.FromHours(1));
        using var second = await EtcdImport.OpenAsync(etcd.Options() with { TimeProvider = clock }, None);
        await using var again = await second.BeginAsync(1000, None);

        (await again.CurrentRevisionAsync(None)).ShouldBeGreaterThan(lost + StoreImport.Leap);
    }

    [Fact]
    public async Task Server_WhoseStoreIsReplaced_ServesNoMore()
    {
        var options = etcd.Options();
        await using var server = await EtcdStore.OpenAsync(options, None);
        await CommitAsync(server, "a/b/old");
        using var import = await EtcdImport.OpenAsync(options, None);
        await using (var store = await import.BeginAsync(1, None))
        {
            await CommitAsync(store, "a/b/new");
        }

        await import.FinishAsync(None);

        await Eventually.TrueAsync(async () => await RefusalAsync(async () => await server.CurrentRevisionAsync(None)) is not null, "the server to notice");
        (await RefusalAsync(async () => await CommitAsync(server, "a/b/late"))).ShouldNotBeNull().ShouldContain("was replaced by an import: start this server again");
        await using var next = await EtcdStore.OpenAsync(options, None);
        (await KeysAsync(next)).ShouldBe(["a/b/new"]);
    }

    [Fact]
    public async Task Import_ThatAnotherOneOvertook_WritesNothingMore()
    {
        var options = etcd.Options();
        using var first = await EtcdImport.OpenAsync(options, None);
        await using var slow = await first.BeginAsync(1, None);
        using var second = await EtcdImport.OpenAsync(options, None);
        await using (var store = await second.BeginAsync(1, None))
        {
            (await RefusalAsync(async () => await CommitAsync(slow, "a/b/slow"))).ShouldNotBeNull();
            (await RefusalAsync(async () => await first.FinishAsync(None))).ShouldNotBeNull().ShouldContain("let only one run");
            await CommitAsync(store, "a/b/quick");
        }

        await second.FinishAsync(None);
        await using var server = await EtcdStore.OpenAsync(options, None);
        (await KeysAsync(server)).ShouldBe(["a/b/quick"]);
    }

    [Fact]
    public async Task Commit_WithAVersionOfBefore_Conflicts()
    {
        var options = etcd.Options();
        using var import = await EtcdImport.OpenAsync(options, None);
        long made;
        await using (var store = await import.BeginAsync(5, None))
        {
            made = await CommitAsync(store, "a/b/1");
        }

        await import.FinishAsync(None);
        await using var server = await EtcdStore.OpenAsync(options, None);
        foreach (var stale in new[] { 1, made - StoreImport.Leap, made - 1 })
        {
            var conflict = (await server.CommitAsync([new StoreWrite("a/b/1", null, stale)], None)).ShouldBeOfType<CommitResult.Conflict>();
            conflict.Current.ShouldNotBeNull().ModRevision.ShouldBe(made);
        }

        (await server.CommitAsync([new StoreWrite("a/b/1", null, made)], None)).ShouldBeOfType<CommitResult.Committed>();
    }

    [Fact]
    public async Task Open_OfAStoreThatMustExist_MakesNone()
    {
        var options = etcd.Options() with { MustExist = true };

        (await Should.ThrowAsync<StoreUnavailableException>(() => EtcdStore.OpenAsync(options, None))).Message.ShouldContain("holds no store");

        (await etcd.Cluster.ControlAsync("get", options.Prefix, "--prefix", "--keys-only")).Trim().ShouldBeEmpty();
    }

    private static async Task<long> CommitAsync(EtcdStore store, string key) =>
        (await store.CommitAsync([new StoreWrite(key, Encoding.UTF8.GetBytes(key), 0)], None)).ShouldBeOfType<CommitResult.Committed>().Revision;

    private static async Task<IEnumerable<string>> KeysAsync(EtcdStore store) => (await store.RangeAsync(new RangeQuery(""), None)).Records.Select(r => r.Key);

    private static async Task<string?> RefusalAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }
}
