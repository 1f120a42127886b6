using System.Globalization;
using System.Text;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Tests.Etcd;
using Outrigger.Storage.Tests.Sqlite;

namespace Outrigger.Storage.Tests.Archives;

/// <summary>From the embedded store to etcd, and back.</summary>
public sealed class RoundTripTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Objects_FromSqliteToEtcdToSqlite_AreTheSame_AndNoRevisionComesTwice()
    {
        await using var first = await OpenAsync("first.db", 1);
        for (var i = 0; i < 30; i++)
        {
            await CommitAsync(first, [.. Enumerable.Range(0, 100).Select(j => Put($"core/configmaps/ns{j % 7}/c-{i}-{j}", new string('x', j * 30)))]);
        }

        await CommitAsync(first, Put("core/configmaps/default/\u00e4\U0001F600", "umlaut"), Put("core/secrets/default/large", new string('s', 1_200_000)));
        await CommitAsync(first, new StoreWrite("core/events/default/e", "{}"u8.ToArray(), 0, TimeSpan.FromHours(1)));
        var archive = await ExportAsync(first, first);
        var before = await first.CurrentRevisionAsync(None);

        var options = etcd.Options();
        await using (var middle = await FillEtcdAsync(options, archive, before))
        {
            (await ObjectsAsync(middle)).ShouldBe(await ObjectsAsync(first));
            await RefusesThePastAsync(middle, before);
            archive = await ExportAsync(middle, middle);
        }

        await using var reopened = await EtcdStore.OpenAsync(options, None);
        var between = await reopened.CurrentRevisionAsync(None);
        between.ShouldBeGreaterThan(before + StoreImport.Leap);
        await using var last = await OpenAsync("last.db", between + StoreImport.Leap);
        await StoreImport.RunAsync(new MemoryStream(archive), last, TimeProvider.System, null, None);

        (await ObjectsAsync(last)).ShouldBe(await ObjectsAsync(first));
        await RefusesThePastAsync(last, between);
        await EndsInAboutAnHourAsync(last, last);
        await EndsInAboutAnHourAsync(reopened, reopened);
    }

    private static async Task RefusesThePastAsync(IStore store, long revision)
    {
        await Should.ThrowAsync<RevisionCompactedException>(async () => await store.RangeAsync(new RangeQuery("", Revision: revision), None));
        await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            await foreach (var _ in store.WatchAsync("", revision, None))
            {
            }
        });
        (await store.RangeAsync(new RangeQuery("", Limit: 1), None)).Records[0].ModRevision.ShouldBeGreaterThan(revision + StoreImport.Leap);
    }

    private static async Task EndsInAboutAnHourAsync(IStoreReader store, IStoreExpiries expiries)
    {
        var ends = await expiries.ReadExpiriesAsync(await store.CurrentRevisionAsync(None), None);
        var (key, at) = ends.ShouldHaveSingleItem();
        key.ShouldBe("core/events/default/e");

        // a lease of etcd lives up to three minutes longer
        (at - TimeProvider.System.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(57), TimeSpan.FromMinutes(67));
    }

    private static async Task<EtcdStore> FillEtcdAsync(EtcdStoreOptions options, byte[] archive, long exported)
    {
        using var import = await EtcdImport.OpenAsync(options, None);
        await using (var store = await import.BeginAsync(exported, None))
        {
            await StoreImport.RunAsync(new MemoryStream(archive), store, TimeProvider.System, null, None);
        }

        await import.FinishAsync(None);
        return await EtcdStore.OpenAsync(options, None);
    }

    private static async Task<byte[]> ExportAsync(IStore store, IStoreExpiries expiries)
    {
        var archive = new MemoryStream();
        await StoreExport.RunAsync(store, expiries, archive, TimeProvider.System, null, None);
        return archive.ToArray();
    }

    private static StoreWrite Put(string key, string text) =>
        new(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\u0001\u0002v1{{\"data\":\"{text}\"}}")), 0);

    private static async Task CommitAsync(IStore store, params StoreWrite[] writes) =>
        (await store.CommitAsync(writes, None)).ShouldBeOfType<CommitResult.Committed>();

    private static async Task<IEnumerable<(string, string)>> ObjectsAsync(IStore store) =>
        [.. (await store.RangeAsync(new RangeQuery(""), None)).Records.Select(r => (r.Key, Convert.ToHexString(r.Value.Span)))];

    private Task<SqliteStore> OpenAsync(string name, long first) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.File(name), FirstRevision = first }, None);
}
