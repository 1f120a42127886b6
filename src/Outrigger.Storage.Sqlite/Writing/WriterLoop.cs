using Outrigger.Storage.Contract;
using Outrigger.Storage.Feeds;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Measuring;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>
/// The single writer, a thread of its own: takes all that waits, writes it in one transaction, and only when that is on disk
/// hands its events to the feeds and answers. Upkeep (times to live, compaction, checkpoints) runs here between batches.
/// </summary>
internal sealed class WriterLoop : IDisposable
{
    private const int MostRequests = 1024;
    private const int PagesOfSweep = 64;

    // A checkpoint waits for a pause in the writes, but not for ever: up to this many times its threshold.
    private const int LatestCheckpoint = 4;
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DropInterval = TimeSpan.FromSeconds(1);
    private readonly SqliteStoreOptions options;
    private readonly FeedHub hub;
    private readonly HistoryReplay replay;
    private readonly CommitQueue queue = new();
    private readonly Compactor compactor = new();
    private readonly BackupQueue backups = new();
    private readonly FreePages free = new();
    private readonly StoreMetrics metrics = new();
    private readonly BatchWriter batch;
    private readonly ExpirySweeper sweeper;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer restTimer;
    private readonly ITimer dropTimer;
    private WriteConnection? connection;
    private int pages;
    private volatile bool resting;

    /// <summary>Starts the writer over an open connection, which it owns from now on.</summary>
    public WriterLoop(SqliteStoreOptions options, WriteConnection connection, FeedHub hub, HistoryReplay replay)
    {
        this.options = options;
        this.hub = hub;
        this.replay = replay;
        batch = new BatchWriter(options.TimeProvider);
        sweeper = new ExpirySweeper(options.TimeProvider, queue.Poke);
        Health = new WriterHealth(options.TimeProvider);
        restTimer = options.TimeProvider.CreateTimer(_ => EndRest(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        dropTimer = options.TimeProvider.CreateTimer(_ => queue.DropLeft(), null, DropInterval, DropInterval);
        Attach(connection);
        connection.BeginNewLog();
        metrics.Observe(new StoreGauges(
            options.Path, () => queue.Depth, () => hub.Published, () => compactor.Bound, () => hub.Lag, () => Health.Why is null ? 0 : 1));
        new Thread(Run) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    /// <summary>Events of a time in the past, read with the writer's own connection.</summary>
    public delegate IReadOnlyList<StoreEvent> HistoryReplay(long afterRevision);

    /// <summary>What is known of the disk.</summary>
    public WriterHealth Health { get; }

    // SQLite writes the end of a commit last: what had no space for it was not committed.
    public static StoreUnavailableException Unavailable(Exception cause, bool outcomeUnknown) =>
        cause is SqliteException { IsFull: true }
            ? new($"the disk of the store is full: {cause.Message}", outcomeUnknown: false, cause) { OutOfSpace = true }
            : new($"the store failed: {cause.Message}", outcomeUnknown, cause);

    public Task<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        var request = new CommitRequest(writes, cancellationToken);
        return queue.TryAdd(request) ? request.Done : Task.FromException<CommitResult>(Closed());
    }

    public Task CompactAsync(long revision)
    {
        var done = compactor.Request(revision);
        queue.Poke();
        return done;
    }

    /// <summary>Copies the store into an empty file, between the batches; completes with the revision of the copy.</summary>
    public Task<long> BackupAsync(string path, CancellationToken cancellationToken)
    {
        var done = backups.Request(path, cancellationToken);
        queue.Poke();
        return done;
    }

    /// <summary>Serves what is in the queue, then ends the thread and closes the connection.</summary>
    public Task CloseAsync()
    {
        queue.Close();
        return ended.Task;
    }

    public void Dispose()
    {
        sweeper.Dispose();
        restTimer.Dispose();
        dropTimer.Dispose();
        metrics.Dispose();
    }

    private static StoreUnavailableException Closed() => new("the store is closed", outcomeUnknown: false);

    private void Run()
    {
        var closing = false;
        while (!closing)
        {
            var mayWait = connection is null || resting || !(compactor.HasWork || backups.HasWork || sweeper.IsDue || free.HasWork || pages >= options.CheckpointPages);
            closing = queue.Closed;
            var requests = queue.TakeAll(wait: mayWait && !closing);
            for (var from = 0; from < requests.Count; from += MostRequests)
            {
                Write(requests.GetRange(from, Math.Min(MostRequests, requests.Count - from)));
            }

            if (!closing && !resting && Health.Failed)
            {
                Probe();
            }
            else if (!closing && !resting)
            {
                Upkeep(idle: requests.Count == 0);
            }
        }

        compactor.Close(Closed());
        backups.Close(Closed());
        connection?.Close();
        ended.TrySetResult();
    }

    private void Write(List<CommitRequest> requests)
    {
        requests.RemoveAll(static r => r.TryDrop());
        if (requests.Count == 0 || !Ready(requests))
        {
            return;
        }

        var committing = false;
        var began = options.TimeProvider.GetTimestamp();
        Health.Begin();
        try
        {
            batch.Start(hub.Published);
            connection!.Begin();
            At(WriterStep.Write);
            foreach (var request in requests)
            {
                request.Result = batch.Apply(connection, request.Writes);
            }

            At(WriterStep.Commit);
            committing = true;
            connection.Commit();
            At(WriterStep.Publish);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (Health.Fail(e.Message))
            {
                SqliteLog.CommitFailed(options.Logger, options.Path, requests.Count, e.Message);
            }

            metrics.Failed();
            Rest();
            Reopen();
            requests.ForEach(r => r.Fail(Unavailable(e, committing && r.Result is CommitResult.Committed)));
            return;
        }
        finally
        {
            Health.End();
        }

        metrics.Committed(options.TimeProvider.GetElapsedTime(began), requests.Count);
        Succeeded();
        Publish();
        At(WriterStep.Answer);
        foreach (var request in requests)
        {
            sweeper.Note(request.Writes);
            request.Answer();
        }
    }

    private void Publish()
    {
        pages += batch.Pages;
        if (batch.TakeEvents() is { Count: > 0 } events)
        {
            hub.Publish(events, batch.Revision);
        }
    }

    private void At(WriterStep step) => options.Failpoint?.Invoke(step);

    private bool Ready(List<CommitRequest> requests)
    {
        if (connection is null && Reopen() is { } why)
        {
            requests.ForEach(r => r.Fail(Unavailable(why, outcomeUnknown: false)));
        }

        return connection is not null;
    }

    private void Upkeep(bool idle)
    {
        var what = "";
        try
        {
            if (connection is not null && sweeper.IsDue)
            {
                what = "times to live";
                Sweep(connection);
            }

            if (connection is not null && compactor.HasWork)
            {
                what = "compaction";
                At(WriterStep.Compact);
                compactor.Step(connection, hub.Published);
                pages += PagesOfSweep;
                free.Look();
            }

            // pages that move would be copied again
            if (connection is not null && idle && free.HasWork && !backups.HasWork)
            {
                what = "giving back free pages";
                pages += free.Step(connection);
            }

            if (connection is not null && backups.HasWork)
            {
                what = "backup";
                backups.Step(connection, hub.Published);
            }

            if (connection is not null && pages >= options.CheckpointPages && (idle || pages >= options.CheckpointPages * LatestCheckpoint))
            {
                what = "checkpoint";
                At(WriterStep.Checkpoint);
                pages = 0; // what a reader kept it from moving comes with the next one
                connection.Checkpoint();
                metrics.Checkpointed();
            }
        }
        catch (SqliteException e)
        {
            SqliteLog.UpkeepFailed(options.Logger, options.Path, what, e.Message);
            Rest();
            Reopen();
        }
    }

    // Readiness keeps writers away, so the writer finds out by itself when the disk is well again.
    private void Probe()
    {
        try
        {
            if (Reopen() is null)
            {
                connection!.Begin();
                connection.SetMeta("revision", hub.Published);
                connection.Commit();
                Succeeded();
                return;
            }
        }
        catch (SqliteException e)
        {
            Health.Fail(e.Message);
        }

        Rest();
    }

    private void Succeeded()
    {
        if (Health.Succeed())
        {
            SqliteLog.Recovered(options.Logger, options.Path, hub.Published);
        }
    }

    private void Rest()
    {
        if (!resting)
        {
            resting = true;
            restTimer.Change(RestAfterFailure, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndRest()
    {
        resting = false;
        queue.Poke();
    }

    private void Sweep(WriteConnection writer)
    {
        batch.Start(hub.Published);
        writer.Begin();
        sweeper.Sweep(writer, batch);
        writer.Commit();
        Publish();
        sweeper.ArmNext();
    }

    /// <summary>
    /// Closes and opens the file, and reads again what is in it: a commit whose outcome was unknown may be there, then the feeds
    /// get its events now. Returns why it failed.
    /// </summary>
    private Exception? Reopen()
    {
        backups.Cancel(new StoreUnavailableException("the store had to be opened again", outcomeUnknown: false));
        connection?.Dispose();
        connection = null;
        WriteConnection? fresh = null;
        try
        {
            fresh = new WriteConnection(options, quickCheck: false);
            var revision = fresh.Revision;
            if (revision > hub.Published)
            {
                hub.Publish(replay(hub.Published), revision);
            }

            Attach(fresh);
            fresh.BeginNewLog();
            return null;
        }
        catch (Exception e) when (e is SqliteException or StoreUnavailableException)
        {
            fresh?.Dispose();
            if (Health.Fail(e.Message))
            {
                SqliteLog.ReopenFailed(options.Logger, options.Path, e.Message);
            }

            Rest();
            return e;
        }
    }

    private void Attach(WriteConnection fresh)
    {
        compactor.Attach(fresh);
        sweeper.Attach(fresh);
        free.Attach(fresh);
        connection = fresh;
    }
}
