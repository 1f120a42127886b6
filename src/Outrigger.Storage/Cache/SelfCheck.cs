using System.Diagnostics.Metrics;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>
/// Compares the cache with the store from time to time while it serves. It reads past states of both, so that it holds up nobody,
/// and tells by metrics and one log line what differs.
/// </summary>
internal sealed class SelfCheck : IDisposable
{
    private readonly WatchCacheOptions options;
    private readonly Meter meter = new("Outrigger.Storage");
    private readonly Counter<long> checks;
    private long differing;

    public SelfCheck(WatchCacheOptions options)
    {
        this.options = options;
        checks = meter.CreateCounter<long>("outrigger_cache_self_checks_total", description: "Comparisons of the watch cache with the store that were finished.");
        meter.CreateObservableGauge(
            "outrigger_cache_differing_keys", () => Volatile.Read(ref differing), description: "Keys that differed in the last comparison; anything but 0 is a defect.");
    }

    /// <summary>Runs until it is stopped; not at all without an interval.</summary>
    public async Task RunAsync(Func<CancellationToken, Task<IReadOnlyList<CacheDifference>>> compare, CancellationToken cancellationToken)
    {
        if (options.SelfCheckInterval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.SelfCheckInterval, options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await CompareAsync(compare, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // the cache is closed
        }
    }

    public void Dispose() => meter.Dispose();

    private async Task CompareAsync(Func<CancellationToken, Task<IReadOnlyList<CacheDifference>>> compare, CancellationToken cancellationToken)
    {
        try
        {
            var found = await compare(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref differing, found.Count);
            checks.Add(1);
            if (found is [var first, ..])
            {
                StorageLog.CacheDiffers(options.Logger, found.Count, first.Key, first.Revision, first.CacheRevision, first.StoreRevision);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or RevisionCompactedException or RevisionAheadException)
        {
            // A resource was closed, the store is away or has forgotten the state meanwhile: the next time will do.
            StorageLog.SelfCheckSkipped(options.Logger, options.SelfCheckInterval, e.Message);
        }
    }
}
