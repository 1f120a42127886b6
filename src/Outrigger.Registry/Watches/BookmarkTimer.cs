namespace Outrigger.Registry.Watches;

/// <summary>When a quiet watch is to send a bookmark: about once a minute, as in Kubernetes.</summary>
internal sealed class BookmarkTimer(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);
    private CancellationTokenSource? due;
    private CancellationTokenSource? either;
    private CancellationToken callers;
    private long since = time.GetTimestamp();

    /// <summary>Whether a minute has gone by since the last bookmark.</summary>
    public bool IsDue => due is { IsCancellationRequested: true } || time.GetElapsedTime(since) >= Interval;

    /// <summary>A token for a wait that ends with the caller's or when a bookmark is due.</summary>
    public CancellationToken Limit(CancellationToken cancellationToken)
    {
        if (either is null || callers != cancellationToken)
        {
            Release();
            var left = Interval - time.GetElapsedTime(since);
            due = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
            callers = cancellationToken;
        }

        return either.Token;
    }

    /// <summary>A bookmark was sent.</summary>
    public void Restart()
    {
        since = time.GetTimestamp();
        Release();
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Release()
    {
        either?.Dispose();
        due?.Dispose();
        either = null;
        due = null;
    }
}
