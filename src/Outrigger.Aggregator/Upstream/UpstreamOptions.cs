namespace Outrigger.Aggregator.Upstream;

/// <summary>The limits of the aggregator's own HTTP client.</summary>
internal sealed record UpstreamOptions
{
    /// <summary>TCP and TLS together; 15 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an unused connection is kept; 90 seconds as Go's transport.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Unused connections kept for one target; 64.</summary>
    public int MaxIdlePerTarget { get; init; } = 64;

    /// <summary>The largest head of an answer, in bytes; 64 KiB.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>How long a body is held back for 100 (Continue); one second.</summary>
    public TimeSpan ContinueTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether servers are offered HTTP/2; they are.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>The ports this process listens on: a connection to one of them on this machine is refused.</summary>
    public Func<IReadOnlyCollection<int>> OwnPorts { get; init; } = () => [];

    /// <summary>Ends when a body may be sent: at once, at the server's word, or when that does not come in time.</summary>
    public Task MayContinueAsync(TaskCompletionSource? continued, TimeProvider time, CancellationToken cancellationToken) => continued is null
        ? Task.CompletedTask
        : Task.WhenAny(continued.Task, Task.Delay(ContinueTimeout, time, cancellationToken)).Unwrap();
}
