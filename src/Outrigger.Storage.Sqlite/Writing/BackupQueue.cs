namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>Backups that were asked for: one after the other, in bounded steps between batches. Requests come from any thread.</summary>
internal sealed class BackupQueue
{
    private const int PagesAtOnce = 256;
    private readonly Lock gate = new();
    private readonly Queue<BackupJob> jobs = new();
    private Exception? closed;

    public bool HasWork
    {
        get
        {
            lock (gate)
            {
                return jobs.Count > 0;
            }
        }
    }

    /// <summary>Asks for a copy into an empty file; completes with its revision, or fails when the queue is closed.</summary>
    public Task<long> Request(string path, CancellationToken cancellationToken)
    {
        var job = new BackupJob(path, cancellationToken);
        lock (gate)
        {
            if (closed is not null)
            {
                return Task.FromException<long>(closed);
            }

            jobs.Enqueue(job);
        }

        return job.Done;
    }

    /// <summary>Outside of transactions: copies some pages of the first one.</summary>
    public void Step(WriteConnection connection, long revision)
    {
        BackupJob? first;
        lock (gate)
        {
            jobs.TryPeek(out first);
        }

        if (first?.Step(connection, PagesAtOnce, revision) is true)
        {
            lock (gate)
            {
                jobs.Dequeue();
            }
        }
    }

    /// <summary>Ends them all, and takes no more.</summary>
    public void Close(Exception why)
    {
        lock (gate)
        {
            closed = why;
        }

        Cancel(why);
    }

    /// <summary>Ends them all: before the connection is closed, which they read.</summary>
    public void Cancel(Exception why)
    {
        lock (gate)
        {
            while (jobs.TryDequeue(out var job))
            {
                job.End(why);
            }
        }
    }
}
