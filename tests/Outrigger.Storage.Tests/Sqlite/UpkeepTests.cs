using System.Diagnostics.Metrics;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

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
