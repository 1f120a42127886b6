using System.Collections.Concurrent;

namespace Outrigger.Server.Endpoints;

/// <summary>
/// Lets few watchers send at a time, one after the other where they are many, so that a wave of thousands leaves the other threads to
/// the requests that come meanwhile. Who waits for its turn sends what has gathered until then in one piece. Nothing is held back
/// while a place is free.
/// </summary>
internal sealed class SendTurns(int places) : IThreadPoolWorkItem
{
    // Then what else is queued in the pool comes first.
    private const int TurnsInARow = 32;

    private readonly ConcurrentQueue<SendTurn> queue = new();
    private int free = places;

    /// <summary>One for two processors: the other half is for requests, encryption and the kernel.</summary>
    public SendTurns() : this(Math.Max(1, Environment.ProcessorCount / 2))
    {
    }

    /// <summary>Ends when the caller may send; it says so with <see cref="Leave"/> before it waits for anything.</summary>
    /// <param name="turn">The caller's, which has no turn now.</param>
    public ValueTask EnterAsync(SendTurn turn)
    {
        if (queue.IsEmpty && TryTake())
        {
            turn.HoldsPlace = true;
            return ValueTask.CompletedTask;
        }

        turn.Reset();
        queue.Enqueue(turn);
        Serve();
        return turn.WaitAsync();
    }

    /// <summary>Ends a turn.</summary>
    public void Leave(SendTurn turn)
    {
        if (turn.HoldsPlace)
        {
            turn.HoldsPlace = false;
            Release();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TurnsInARow; i++)
        {
            if (!queue.TryDequeue(out var turn))
            {
                Release();
                return;
            }

            if (!turn.Begin())
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryTake()
    {
        var seen = Volatile.Read(ref free);
        while (seen > 0)
        {
            var now = Interlocked.CompareExchange(ref free, seen - 1, seen);
            if (now == seen)
            {
                return true;
            }

            seen = now;
        }

        return false;
    }

    private void Release()
    {
        Interlocked.Increment(ref free);
        Serve();
    }

    private void Serve()
    {
        if (!queue.IsEmpty && TryTake())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
