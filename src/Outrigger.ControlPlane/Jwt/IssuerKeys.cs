using Microsoft.Extensions.Logging;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// The keys of one issuer: read in the background until they are there, then again every ten minutes, and at once when a token names a
/// key that is not among them, but not more often than every ten seconds, so that made-up tokens cannot drive us against the issuer.
/// While the issuer cannot be reached, the keys that were read last go on being good.
/// </summary>
internal sealed class IssuerKeys(string issuer, IssuerClient client, JwtMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private volatile SigningKeySet? current;
    private Task? reading;
    private DateTimeOffset notBefore = DateTimeOffset.MinValue;
    private bool failing;

    /// <summary>What is known now; null until the keys were read once.</summary>
    public SigningKeySet? Current => current;

    /// <summary>Why they could not be read the last time; null when they could, empty when nobody tried yet.</summary>
    public string? Problem { get; private set; } = "";

    /// <summary>Reads them again and again until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ReadAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Problem is null ? Refresh : Retry, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// A token names a key that is not known: reads them again, unless that was done a moment ago. Returns when it is done, or after
    /// five seconds; only the callers with such tokens wait.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        Task wait;
        lock (gate)
        {
            if (reading is null && time.GetUtcNow() < notBefore)
            {
                return;
            }

            wait = Begin(CancellationToken.None);
        }

        await wait.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task ReadAsync(CancellationToken stop)
    {
        lock (gate)
        {
            return Begin(stop);
        }
    }

    // under the lock; one reading for all who wait
    private Task Begin(CancellationToken stop)
    {
        if (reading is null)
        {
            notBefore = time.GetUtcNow() + Retry;
            reading = Task.Run(() => FetchAsync(stop), CancellationToken.None);
        }

        return reading;
    }

    private async Task FetchAsync(CancellationToken stop)
    {
        try
        {
            var keys = await client.ReadKeysAsync(stop).ConfigureAwait(false);
            current = keys;
            Done(null);
            if (failing)
            {
                failing = false;
                JwtLog.KeysBack(logger, issuer, keys.Count);
            }
        }
        catch (IssuerException e)
        {
            Done(e.Message);
            if (!failing)
            {
                failing = true;
                JwtLog.KeysUnreadable(logger, issuer, e.Message);
            }
        }
        catch (OperationCanceledException)
        {
            // the configuration is gone, or the server stops
        }
        finally
        {
            lock (gate)
            {
                reading = null;
            }
        }
    }

    private void Done(string? problem)
    {
        Problem = problem;
        metrics.Fetched(issuer, problem is null, time.GetUtcNow());
    }
}
