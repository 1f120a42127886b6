namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>How much the other side takes, on each stream and on all together (RFC 9113, 5.2).</summary>
internal sealed class SendWindows
{
    private const int Default = 65_535;

    private readonly Lock gate = new();
    private readonly HashSet<SendWindow> open = [];
    private long connection = Default;
    private long initial = Default;

    /// <summary>Whether no body can be sent now, whoever's: somebody who does not read holds it up.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (gate)
            {
                return connection <= 0;
            }
        }
    }

    /// <summary>The window of a new stream.</summary>
    public SendWindow Open()
    {
        lock (gate)
        {
            var window = new SendWindow { Left = initial };
            open.Add(window);
            return window;
        }
    }

    /// <summary>Ends a stream's window and whoever waits for it.</summary>
    public void Close(SendWindow window)
    {
        lock (gate)
        {
            open.Remove(window);
            window.IsClosed = true;
        }

        window.Changed?.Set();
    }

    /// <summary>Waits until at least one byte may be sent, and takes up to <paramref name="wanted"/>; 0 when the stream ended.</summary>
    public async ValueTask<int> TakeAsync(SendWindow window, int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Signal changed;
            lock (gate)
            {
                if (window.IsClosed)
                {
                    return 0;
                }

                var count = (int)Math.Min(wanted, Math.Min(connection, window.Left));
                if (count > 0)
                {
                    connection -= count;
                    window.Left -= count;
                    return count;
                }

                changed = window.Changed ??= new Signal();
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes that were taken for a stream, which sends nothing more, and did not go out.</summary>
    public void GiveBack(int count)
    {
        lock (gate)
        {
            connection += count;
            WakeAll();
        }
    }

    /// <summary>The other side takes more on a stream; false when that is more than there can be.</summary>
    public bool TryGrow(SendWindow window, int count)
    {
        lock (gate)
        {
            window.Left += count;
        }

        window.Changed?.Set();
        return window.Left <= int.MaxValue;
    }

    /// <summary>The other side takes more on the connection.</summary>
    public void Grow(int count)
    {
        lock (gate)
        {
            connection += count;
            if (connection > int.MaxValue)
            {
                throw new Http2Exception(Http2Error.FlowControl, "the window of the connection overflows");
            }

            WakeAll();
        }
    }

    /// <summary>The other side changes what each stream begins with, for those that are open too.</summary>
    public void ChangeInitial(uint size)
    {
        if (size > int.MaxValue)
        {
            throw new Http2Exception(Http2Error.FlowControl, "an initial window that is too large");
        }

        lock (gate)
        {
            var change = size - initial;
            initial = size;
            foreach (var window in open)
            {
                window.Left += change;
                if (window.Left > int.MaxValue)
                {
                    throw new Http2Exception(Http2Error.FlowControl, "the window of a stream overflows");
                }
            }

            WakeAll();
        }
    }

    private void WakeAll()
    {
        foreach (var window in open)
        {
            window.Changed?.Set();
        }
    }
}
