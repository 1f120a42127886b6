using System.Threading.Channels;
using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Audit.Outputs;

/// <summary>The mode <c>batch</c>: events wait in a bounded queue, one loop gathers and sends them.</summary>
internal sealed class AuditQueue
{
    // a webhook that is slow is asked by so many requests at once, and no more
    private const int MostSending = 16;
    private readonly Channel<AuditEvent> waiting;
    private readonly AuditBatchOptions options;
    private readonly Func<IReadOnlyList<AuditEvent>, Task> send;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim sending = new(MostSending);
    private readonly BatchThrottle? throttle;
    private readonly Task loop;

    /// <param name="options">Sizes and rates.</param>
    /// <param name="send">Sends a batch; does not throw.</param>
    /// <param name="inOrder">Whether a batch waits for the one before it.</param>
    /// <param name="time">The clock.</param>
    public AuditQueue(AuditBatchOptions options, Func<IReadOnlyList<AuditEvent>, Task> send, bool inOrder, TimeProvider time)
    {
        this.options = options;
        this.send = send;
        this.time = time;
        throttle = options.ThrottleEnable ? new BatchThrottle(options.ThrottleQps, options.ThrottleBurst, time) : null;
        waiting = Channel.CreateBounded<AuditEvent>(new BoundedChannelOptions(options.BufferSize) { SingleReader = true });
        loop = Task.Run(() => RunAsync(inOrder));
    }

    /// <summary>Adds an event; false when there is no room.</summary>
    public bool TryAdd(AuditEvent one) => waiting.Writer.TryWrite(one);

    /// <summary>Takes no more and sends what waits.</summary>
    public async Task FlushAsync()
    {
        waiting.Writer.TryComplete();
        throttle?.Stop();
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync(bool inOrder)
    {
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = await GatherAsync().ConfigureAwait(false);
            if (throttle is not null)
            {
                await throttle.WaitAsync().ConfigureAwait(false);
            }

            await sending.WaitAsync().ConfigureAwait(false);
            var sent = SendAsync(batch);
            if (inOrder)
            {
                await sent.ConfigureAwait(false);
            }
        }

        for (var i = 0; i < MostSending; i++)
        {
            await sending.WaitAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<AuditEvent> batch)
    {
        try
        {
            await send(batch).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task<List<AuditEvent>> GatherAsync()
    {
        var batch = new List<AuditEvent>();
        using var limit = new CancellationTokenSource(options.MaxBatchSize > 1 ? options.MaxBatchWait : Timeout.InfiniteTimeSpan, time);
        try
        {
            do
            {
                while (batch.Count < options.MaxBatchSize && waiting.Reader.TryRead(out var one))
                {
                    batch.Add(one);
                }
            }
            while (batch.Count < options.MaxBatchSize && await waiting.Reader.WaitToReadAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // waited long enough
        }

        return batch;
    }
}
