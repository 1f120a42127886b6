using System.Diagnostics.Metrics;

namespace Outrigger.Storage.Sqlite.Measuring;

/// <summary>The figures of an embedded store, for /metrics.</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter meter = new("Outrigger.Storage.Sqlite");
    private readonly Histogram<double> seconds;
    private readonly Histogram<long> sizes;
    private readonly Counter<long> failures;
    private readonly Counter<long> checkpoints;

    public StoreMetrics()
    {
        seconds = meter.CreateHistogram<double>("outrigger_store_commit_duration_seconds", "s", "Time to write a batch of commits and have it on disk.");
        sizes = meter.CreateHistogram<long>("outrigger_store_batch_commits", description: "Commits in a batch that went to the disk together.");
        failures = meter.CreateCounter<long>("outrigger_store_commit_failures_total", description: "Batches that the disk did not take.");
        checkpoints = meter.CreateCounter<long>("outrigger_store_checkpoints_total", description: "Times that the log was moved into the file.");
    }

    /// <summary>Adds the figures that are read when somebody asks for them.</summary>
    public void Observe(StoreGauges gauges)
    {
        Gauge("outrigger_store_database_bytes", () => Size(gauges.Path), "Size of the database file.");
        Gauge("outrigger_store_wal_bytes", () => Size(gauges.Path + "-wal"), "Size of the write-ahead log beside it.");
        Gauge("outrigger_store_queue_depth", gauges.Queue, "Commits that wait for the writer.");
        Gauge("outrigger_store_revision", gauges.Revision, "The newest revision.");
        Gauge("outrigger_store_compacted_revision", gauges.Compacted, "The oldest revision that can be read.");
        Gauge("outrigger_store_watch_lag_batches", gauges.Lag, "Batches that the slowest feed has not taken yet.");
        Gauge("outrigger_store_failing", gauges.Failing, "1 while nothing can be written, else 0.");
    }

    /// <summary>A batch is on disk.</summary>
    public void Committed(TimeSpan took, int commits)
    {
        seconds.Record(took.TotalSeconds);
        sizes.Record(commits);
    }

    public void Failed() => failures.Add(1);

    public void Checkpointed() => checkpoints.Add(1);

    public void Dispose() => meter.Dispose();

    private static long Size(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private void Gauge(string name, Func<long> read, string description) => meter.CreateObservableGauge(name, read, description: description);
}
