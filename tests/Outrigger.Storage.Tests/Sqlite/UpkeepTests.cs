using System.Diagnostics.Metrics;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Tests.Sqlite;

public sealed class UpkeepTests : SqliteFixture
{
    [Fact]
    public async Task Compaction_OfMuchThatIsGone_ShrinksTheFile_WhileItServes()
    {
        await using var store = await OpenAsync(o => o with { CheckpointPages = 128 });
        var revisions = new List<long>();
        for (var i = 0; i < 3000; i += 100)
        {
            revisions.Add(await CommitAsync(store, [.. Enumerable.Range(i, 100).Select(k => Put($"a/b/{k:0000}", new string('x', 3000)))]));
        }

        await Eventually.TrueAsync(() => new FileInfo(File).Length > 3000 * 3000, "the checkpoint");
        for (var i = 0; i < 3000; i += 100)
        {
            await CommitAsync(store, [.. Enumerable.Range(i, 100).Select(k => new StoreWrite($"a/b/{k:0000}", null, revisions[i / 100]))]);
        }

        await store.CompactAsync(await store.CurrentRevisionAsync(None), None);

        await Eventually.TrueAsync(() => new FileInfo(File).Length < 6_000_000, "the file to shrink", TimeSpan.FromSeconds(30));
        await CommitAsync(store, Put("a/b/after"));
        (await KeysAsync(store)).ShouldBe(["a/b/after"]);
    }

    [Fact]
    public Task Writes_WithCheckpointsAndBackupsWithoutAPause_LoseNothing() => SoakAsync(TimeSpan.FromSeconds(3));

    [Fact, Trait("category", "full")]
    public Task Writes_WithCheckpointsAndBackupsForLong_LoseNothing() => SoakAsync(TimeSpan.FromMinutes(5));

    /// <summary>T-70: a log that is begun anew again and again while the file is written, read and copied.</summary>
    private async Task SoakAsync(TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        var written = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        await using (var store = (SqliteStore)await OpenAsync(o => o with { CheckpointPages = 8 }))
        {
            var writers = Enumerable.Range(0, 6).Select(w => Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var key = $"a/w{w}/{i % 50}";
                    written[key] = await CommitAsync(store, Put(key, new string('x', 200 + (i % 5000)), written.GetValueOrDefault(key)));
                }
            }));
            var readers = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await KeysAsync(store);
                    await store.CompactAsync(await store.CurrentRevisionAsync(None) - 20, None);
                }
            });
            var backups = Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var least = written.ToDictionary();
                    var copy = $"{File}.copy{i}";
                    await store.BackupAsync(copy, None);
                    await using var opened = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = copy }, None);
                    var there = (await opened.RangeAsync(new RangeQuery(""), None)).Records.ToDictionary(r => r.Key, r => r.ModRevision);
                    least.Where(w => there.GetValueOrDefault(w.Key) < w.Value).ShouldBeEmpty("what was acknowledged before the backup");
                }
            });
            await Task.WhenAll([.. writers, readers, backups]);
        }

        await using (var again = await OpenAsync())
        {
            var records = (await again.RangeAsync(new RangeQuery(""), None)).Records;
            records.Select(r => $"{r.Key} {r.ModRevision}").Order(StringComparer.Ordinal)
                .ShouldBe(written.Select(w => $"{w.Key} {w.Value}").Order(StringComparer.Ordinal));
        }

        using var connection = SqliteConnection.Open(File, TimeSpan.FromSeconds(1), readOnly: true);
        connection.Text("PRAGMA integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task Metrics_TellSizesRevisionsAndCommits()
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == "Outrigger.Storage.Sqlite")
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Note(Instrument instrument, double value)
        {
            lock (figures)
            {
                // other stores of this process tell theirs as well
                figures[instrument.Name] = Math.Max(figures.GetValueOrDefault(instrument.Name), value);
            }
        }

        listener.SetMeasurementEventCallback<long>((i, v, _, _) => Note(i, v));
        listener.SetMeasurementEventCallback<double>((i, v, _, _) => Note(i, v));
        listener.Start();
        await using var store = (SqliteStore)await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync(store, Put($"a/b/{i}"));
        }

        await store.CompactAsync(4, None);
        listener.RecordObservableInstruments();

        figures["outrigger_store_database_bytes"].ShouldBeGreaterThanOrEqualTo(4096);
        figures["outrigger_store_wal_bytes"].ShouldBeGreaterThanOrEqualTo(4096);
        figures["outrigger_store_revision"].ShouldBeGreaterThanOrEqualTo(6);
        figures["outrigger_store_compacted_revision"].ShouldBeGreaterThanOrEqualTo(4);
        figures["outrigger_store_batch_commits"].ShouldBeGreaterThanOrEqualTo(1);
        figures["outrigger_store_commit_duration_seconds"].ShouldBeGreaterThan(0);
        figures.ShouldContainKey("outrigger_store_queue_depth");
        figures.ShouldContainKey("outrigger_store_watch_lag_batches");
        figures.ShouldContainKey("outrigger_store_failing");
    }
}
