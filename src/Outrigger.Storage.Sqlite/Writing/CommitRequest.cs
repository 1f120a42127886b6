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

    /// <summary>Drops a request whose caller has left before its turn.</summary>
    public bool TryDrop() => cancellationToken.IsCancellationRequested && done.TrySetCanceled(cancellationToken);

    public void Answer() => done.TrySetResult(Result!);

    public void Fail(Exception why) => done.TrySetException(why);
}
