using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Registry.Watches;

/// <summary>Keeps a list-and-watch going: starts again when it ends, at once when it fell behind the history, else after a pause.</summary>
public static class FollowLoop
{
    /// <summary>Runs until it is cancelled; does not throw.</summary>
    /// <param name="follow">One list and the watch after it.</param>
    /// <param name="onFailure">Told of every failure that is waited out.</param>
    /// <param name="pause">How long a failure is waited out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> follow, Action<Exception> onFailure, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await follow(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StatusException e) when (e.Status.Code == 410)
            {
                // fell out of the history: the next list catches up
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                onFailure(e);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
