using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Extension;

/// <summary>What runs beside a server. A failure stops the server, as that of a BackgroundService stops its host, so that it is not served half.</summary>
/// <param name="server">The server's name.</param>
/// <param name="logger">Is told of the failure, with its stack.</param>
internal sealed class BackgroundWork(string server, ILogger logger)
{
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs one of them until it ends or is to end; never fails itself.</summary>
    public async Task RunAsync(string what, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // as it was told to
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            ExtensionLog.BackgroundFailed(logger, server, what, failure);
            failed.TrySetException(new BackgroundException($"{what} failed: {failure.Message}", failure));
        }
    }

    /// <summary>Ends when the first of them has failed, or when it is cancelled.</summary>
    public async Task FailedAsync(CancellationToken cancellationToken) =>
        await failed.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Throws the first failure.</summary>
    public Task ThrowIfFailedAsync() => failed.Task.IsFaulted ? failed.Task : Task.CompletedTask;
}
