namespace Outrigger.Storage.Etcd.Watching;

/// <summary>
/// A call that all share who ask for it at the same time. Whoever asks gets the answer of a call that began after that: an answer that
/// was under way already may be older than what the asker has seen.
/// </summary>
internal sealed class SharedCall(Func<CancellationToken, Task<long>> call, CancellationToken stop)
{
    private readonly Lock gate = new();
    private TaskCompletionSource<long>? waiting;
    private bool busy;

    public Task<long> AskAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<long> answer;
        bool begin;
        lock (gate)
        {
            answer = waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            begin = !busy;
            busy = true;
        }

        if (begin)
        {
            _ = RunAsync();
        }

        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TaskCompletionSource<long>? answer;
            lock (gate)
            {
                answer = waiting;
                waiting = null;
                busy = answer is not null;
            }

            if (answer is null)
            {
                return;
            }

            try
            {
                answer.TrySetResult(await call(stop).ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                answer.TrySetException(e);
                _ = answer.Task.Exception; // whoever asked may have gone
            }
        }
    }
}
