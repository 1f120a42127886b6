namespace Outrigger.Server.Pipeline;

/// <summary>
/// The requests of an HTTP/2 connection whose headers are decoded and which the pipeline has not seen: as long as its client is a stranger
/// there are few, because headers are decoded faster than requests run. A user of ours opens the connection for good.
/// </summary>
internal sealed class UnseenRequests
{
    /// <summary>So many at a time.</summary>
    public const int Most = 4;

    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private int count;
    private volatile bool isOpen;
    private bool isClosed;

    /// <summary>Whether a further request may be decoded.</summary>
    public bool TryBegin()
    {
        if (isOpen)
        {
            return true;
        }

        lock (gate)
        {
            if (isClosed || (!isOpen && count >= Most))
            {
                return false;
            }

            count++;
            return true;
        }
    }

    /// <summary>Waits until it is worth to try again.</summary>
    public Task WaitAsync()
    {
        lock (gate)
        {
            return !isClosed && (isOpen || count < Most)
                ? Task.CompletedTask
                : (waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>A request has come to the pipeline; <paramref name="isKnown"/> when its user is one of ours.</summary>
    public void Seen(bool isKnown)
    {
        if (isOpen)
        {
            return;
        }

        lock (gate)
        {
            count--;
            isOpen = isKnown && !isClosed;
        }

        Wake();
    }

    /// <summary>The connection is being cut: what is still to be read is no matter.</summary>
    public void Close()
    {
        lock (gate)
        {
            (isClosed, isOpen) = (true, false);
        }
    }

    /// <summary>Lets a reader look again.</summary>
    public void Wake()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            (woken, waiting) = (waiting, null);
        }

        woken?.TrySetResult();
    }
}
