using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>One caller's commit on its way through the writer.</summary>
internal sealed class CommitRequest(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<CommitResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StoreWrite> Writes => writes;

    /// <summary>The answer; set by the writer, told by <see cref="Answer"/> when the batch is durable.</summary>
    public CommitResult? Result { get; set; }

    public Task<CommitResult> Done => done.Task;

    /// <summary>Answers a caller who has left; before its turn, the request needs not be written then.</summary>
    public bool TryDrop()
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        done.TrySetCanceled(cancellationToken);
        return true;
    }

    public void Answer() => done.TrySetResult(Result!);

    public void Fail(Exception why) => done.TrySetException(why);
}
