using Outrigger.Cli.Files;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Cli.Commands;

/// <summary>Runs what must tidy up before a signal ends the process.</summary>
internal static class Interruptible
{
    /// <summary>Cancels <paramref name="work"/> at the first SIGTERM or Ctrl-C; <paramref name="left"/> says what is there then.</summary>
    public static async Task RunAsync(Func<CancellationToken, Task> work, string left, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        try
        {
            await work(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            throw new StartupException($"stopped before it was done: {left}", e);
        }
    }
}
