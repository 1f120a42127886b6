using Outrigger.ApiMachinery.Errors;
using Outrigger.CustomMetrics.Providers;
using Outrigger.CustomMetrics.Telemetry;

namespace Outrigger.CustomMetrics.Dispatch;

/// <summary>
/// One provider behind its limits: a call that takes too long is given up, and a provider that never answers holds no more than
/// <see cref="ProviderOptions.MaxConcurrentCalls"/> calls.
/// </summary>
internal sealed class ProviderSlot<T>(string name, T provider, MetricNames names, ProviderOptions options, GroupParts parts)
{
    private const int Failing = 1;
    private const int Slow = 2;
    private const int Full = 4;

    // Trouble that comes and goes with each call is one trouble: clients must not fill the log.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private int running;

    // the kinds of trouble that were told since it last worked, and when there was some last
    private int told;
    private long troubled;

    public string Name => name;

    public IReadOnlyList<string> Known => names.Known;

    /// <summary>Whether it has what others leave.</summary>
    public bool IsRest => names.IsRest;

    /// <summary>Whether the metric is the provider's; false when its rule fails.</summary>
    public bool Has(string resource, string metric)
    {
        try
        {
            return names.Has(resource, metric);
        }
        catch (Exception e)
        {
            if (IsNews(Failing))
            {
                CustomMetricsLog.Fails(parts.Logger, parts.Group, name, metric, e);
            }

            return false;
        }
    }

    /// <summary>Asks the provider. StatusException: its own; 503 when it is overrun, 504 when it is slow, 500 when it fails.</summary>
    public async Task<TResult> CallAsync<TResult>(
        string metric, Func<T, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        var begun = parts.Time.GetTimestamp();
        var result = "ok";
        try
        {
            var answer = await BoundedAsync(call, cancellationToken).ConfigureAwait(false);
            if (IsWellAgain())
            {
                CustomMetricsLog.Works(parts.Logger, parts.Group, name);
            }

            return answer;
        }
        catch (Exception e)
        {
            (result, var refusal) = Judge(metric, e, cancellationToken);
            if (ReferenceEquals(refusal, e))
            {
                throw;
            }

            throw refusal;
        }
        finally
        {
            parts.Metrics.Called(name, result, parts.Time.GetElapsedTime(begun));
        }
    }

    // what is counted, and what the client is told
    private (string Result, Exception Refusal) Judge(string metric, Exception failure, CancellationToken cancellationToken)
    {
        switch (failure)
        {
            case ProviderFullException:
                if (IsNews(Full))
                {
                    CustomMetricsLog.Full(parts.Logger, parts.Group, name, options.MaxConcurrentCalls);
                }

                return ("full", ApiErrors.Unavailable($"the metrics provider {name} is busy with {options.MaxConcurrentCalls} calls", retryAfterSeconds: 1));
            case StatusException:
                return ("refused", failure);
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                return ("cancelled", failure);
            case ProviderSlowException:
                if (IsNews(Slow))
                {
                    CustomMetricsLog.Slow(parts.Logger, parts.Group, name, metric, options.Timeout);
                }

                return ("timeout", ApiErrors.Timeout($"the metrics provider {name} does not answer within {options.Timeout.TotalSeconds:0.###} s", retryAfterSeconds: 1));
            default:
                if (IsNews(Failing))
                {
                    CustomMetricsLog.Fails(parts.Logger, parts.Group, name, metric, failure);
                }

                return ("failed", ApiErrors.Internal($"the metrics provider {name} failed; the log of the metrics server says why", failure));
        }
    }

    // On a thread of its own, so that a provider that blocks holds up nobody; it counts until it has really ended.
    private async Task<TResult> BoundedAsync<TResult>(Func<T, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref running) > options.MaxConcurrentCalls)
        {
            Interlocked.Decrement(ref running);
            throw new ProviderFullException();
        }

        var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = end.Token;
        var work = Task.Run(
            async () =>
            {
                try
                {
                    return await call(provider, token).ConfigureAwait(false);
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                    end.Dispose();
                }
            },
            CancellationToken.None);
        try
        {
            return await work.WaitAsync(options.Timeout, parts.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!ReferenceEquals(e, work.Exception?.InnerException))
        {
            // not the work's own failure, though it may have ended since: nobody waits for it any more: it is told to stop, and what it says of that is not wanted
            _ = work.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            Stop(end);
            throw e is TimeoutException ? new ProviderSlowException() : e;
        }
    }

    private static void Stop(CancellationTokenSource end)
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has just ended
        }
    }

    private bool IsNews(int trouble)
    {
        Volatile.Write(ref troubled, parts.Time.GetTimestamp());
        return (Interlocked.Or(ref told, trouble) & trouble) == 0;
    }

    private bool IsWellAgain() =>
        Volatile.Read(ref told) != 0 && parts.Time.GetElapsedTime(Volatile.Read(ref troubled)) >= Quiet && Interlocked.Exchange(ref told, 0) != 0;
}
