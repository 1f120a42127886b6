namespace Outrigger.Storage.Sqlite.Measuring;

/// <summary>Where the figures come from that are read on demand, on any thread.</summary>
internal sealed record StoreGauges(string Path, Func<long> Queue, Func<long> Revision, Func<long> Compacted, Func<long> Lag, Func<long> Failing);
