using Microsoft.Extensions.Logging;
using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Audit.Outputs;

/// <summary>One sink with its mode: bounds sizes, queues or waits, counts what is lost.</summary>
internal sealed class AuditOutput : IAsyncDisposable
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(10);
    private readonly IAuditSink sink;
    private readonly AuditOutputOptions options;
    private readonly AuditMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly AuditQueue? queue;
    private long lost;
    private int overflowing;

    public AuditOutput(IAuditSink sink, AuditOutputOptions options, AuditMetrics metrics, TimeProvider time, ILogger logger)
    {
        this.sink = sink;
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        if (options.Mode == AuditMode.Batch)
        {
            queue = new AuditQueue(options.Batch, async batch => await WriteAsync(batch).ConfigureAwait(false), sink is AuditFile, time);
        }
    }

    /// <summary>Whether the request may go on: false when its event could not be written and the mode is strict.</summary>
    public ValueTask<bool> SendAsync(AuditEvent one)
    {
        if (options.Truncate.Enabled)
        {
            if (one.Within(options.Truncate.MaxEventSize) is not { } bounded)
            {
                metrics.Error("truncate", 1);
                AuditLogging.TooLarge(logger, one.Json.Length, options.Truncate.MaxEventSize);
                return new(true);
            }

            one = bounded;
        }

        if (queue is null)
        {
            return BlockAsync(one);
        }

        if (queue.TryAdd(one))
        {
            Volatile.Write(ref overflowing, 0);
        }
        else
        {
            metrics.Error("buffered", 1);
            if (Interlocked.Exchange(ref overflowing, 1) == 0)
            {
                AuditLogging.Overflow(logger, sink.Name, options.Batch.BufferSize);
            }
        }

        return new(true);
    }

    /// <summary>Writes what waits, for ten seconds at most, and closes the sink.</summary>
    public async ValueTask DisposeAsync()
    {
        if (queue is not null)
        {
            try
            {
                await queue.FlushAsync().WaitAsync(FlushLimit, time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                AuditLogging.FlushCut(logger, sink.Name, FlushLimit.TotalSeconds);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        await sink.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async ValueTask<bool> BlockAsync(AuditEvent one) =>
        await WriteAsync([one]).ConfigureAwait(false) || options.Mode != AuditMode.BlockingStrict;

    private async ValueTask<bool> WriteAsync(IReadOnlyList<AuditEvent> events)
    {
        try
        {
            await sink.WriteAsync(events, stop.Token).ConfigureAwait(false);
            if (Volatile.Read(ref lost) > 0 && Interlocked.Exchange(ref lost, 0) is > 0 and var count)
            {
                AuditLogging.Recovered(logger, sink.Name, count);
            }

            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            metrics.Error(sink.Name, events.Count);
            if (Interlocked.Add(ref lost, events.Count) == events.Count)
            {
                AuditLogging.Failing(logger, sink.Name, e.Message);
            }

            return false;
        }
    }
}
