using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>One backup that was asked for.</summary>
internal sealed class BackupJob(string path, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteCopy? copy;

    /// <summary>The revision of the copy.</summary>
    public Task<long> Done => done.Task;

    /// <summary>Copies some pages; whether it is over, well or not.</summary>
    public bool Step(WriteConnection connection, int pages, long revision)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            copy ??= connection.CopyTo(path);
            if (!copy.Step(pages))
            {
                return false;
            }

            Close();
            done.TrySetResult(revision);
        }
        catch (Exception e) when (e is SqliteException or OperationCanceledException)
        {
            End(e is SqliteException ? WriterLoop.Unavailable(e, outcomeUnknown: false) : e);
        }

        return true;
    }

    public void End(Exception why)
    {
        Close();
        _ = why is OperationCanceledException ? done.TrySetCanceled(cancellationToken) : done.TrySetException(why);
    }

    private void Close()
    {
        copy?.Dispose();
        copy = null;
    }
}
