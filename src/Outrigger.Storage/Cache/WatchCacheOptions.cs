using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Outrigger.Storage.Cache;

/// <summary>The settings of a <see cref="WatchCache"/>.</summary>
public sealed record WatchCacheOptions
{
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How long events stay readable at least, unless a bound below is hit; default 75 s, as in Kubernetes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>At most this many events are kept of one resource; default 102,400, as in Kubernetes.</summary>
    public int MaxEvents { get; init; } = 102_400;

    /// <summary>At most this many bytes of replaced objects are kept of one resource; default 128 MiB.</summary>
    public long MaxEventBytes { get; init; } = 128L << 20;

    /// <summary>How long a read waits for a revision that has not happened yet; default 3 s, as in Kubernetes.</summary>
    public TimeSpan AheadTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the cache is compared with the store, object by object; default zero for never.</summary>
    public TimeSpan SelfCheckInterval { get; init; } = TimeSpan.Zero;

    /// <summary>How often the store forgets history older than one interval; default 5 min; zero for never.</summary>
    public TimeSpan CompactionInterval { get; init; } = TimeSpan.FromMinutes(5);
}
