namespace Outrigger.Server.Leading;

/// <summary>One time of leading, and the work that goes on in it.</summary>
internal sealed class LeaseTerm
{
    private readonly CancellationTokenSource over = new();
    private readonly Lock gate = new();
    private readonly List<Task> works = [];

    /// <summary>Ends with the term.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>Runs work until the term or the caller ends.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        Task running;
        lock (gate)
        {
            running = over.IsCancellationRequested ? Task.CompletedTask : Task.Run(() => work(either.Token), CancellationToken.None);
            works.Add(running);
        }

        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // the end that was asked for
        }
    }

    /// <summary>Ends the term; returns when its work has ended.</summary>
    public async Task EndAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        Task[] ending;
        lock (gate)
        {
            ending = [.. works];
        }

        await Task.WhenAll(ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
