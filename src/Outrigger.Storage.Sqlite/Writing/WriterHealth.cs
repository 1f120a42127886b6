namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>What the disk last did to the writer. The writer tells, anyone reads.</summary>
internal sealed class WriterHealth(TimeProvider time)
{
    /// <summary>A commit that takes longer is told to readiness; an ordinary one takes milliseconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private volatile string? failure;
    private long began;

    /// <summary>Whether the last attempt to write failed.</summary>
    public bool Failed => failure is not null;

    /// <summary>Why nothing can be written now; null when all is well.</summary>
    public string? Why => failure ?? Stalled();

    /// <summary>A commit begins.</summary>
    public void Begin() => Volatile.Write(ref began, time.GetTimestamp());

    /// <summary>It ended, well or not.</summary>
    public void End() => Volatile.Write(ref began, 0);

    /// <summary>Notes a failure; whether that is news.</summary>
    public bool Fail(string why)
    {
        var news = !string.Equals(failure, why, StringComparison.Ordinal);
        failure = why;
        return news;
    }

    /// <summary>Notes a success; whether that is news.</summary>
    public bool Succeed()
    {
        var news = failure is not null;
        failure = null;
        return news;
    }

    private string? Stalled() => Volatile.Read(ref began) is var since and not 0 && time.GetElapsedTime(since) is var waiting && waiting > Patience
        ? $"a commit has waited {waiting.TotalSeconds:0} s for the disk"
        : null;
}
