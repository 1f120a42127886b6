using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Outrigger.Server.Hosting;

/// <summary>Sends of many connections, one after the other on one thread: cheaper under load than as many threads that each send once.</summary>
internal sealed class SendBatch : PipeScheduler, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(Action<object?> Send, object? State)> sends = [];
    private bool isSending;

    public override void Schedule(Action<object?> action, object? state)
    {
        sends.Enqueue((action, state));
        if (!Interlocked.Exchange(ref isSending, true))
        {
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (sends.TryDequeue(out var next))
            {
                next.Send(next.State);
            }

            // in this order: who adds one now either sees that nobody sends, or is seen below
            Interlocked.Exchange(ref isSending, false);
        }
        while (!sends.IsEmpty && !Interlocked.Exchange(ref isSending, true));
    }
}
