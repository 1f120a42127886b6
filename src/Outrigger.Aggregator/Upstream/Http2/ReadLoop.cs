using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Reads a connection. When nothing more is there, and the next read is under way for whichever thread the network wakes, this thread goes
/// on with the request for which something came last: one request at a time costs no hop to another thread, and many are held up by none.
/// </summary>
/// <param name="reader">The connection.</param>
/// <param name="wakes">Who is to be told of what was read.</param>
/// <param name="handle">Takes what the reader has; may throw, which ends the loop.</param>
/// <param name="end">Told once why it ended; null for the end of the connection.</param>
internal sealed class ReadLoop(ConnectionReader reader, Wakes wakes, Action handle, Action<Exception?> end)
{
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter filling;
    private Action? step;

    /// <summary>Begins.</summary>
    public void Start()
    {
        step = Go;
        if (Watch(Fill()))
        {
            Go();
        }
        else
        {
            filling.UnsafeOnCompleted(step);
        }
    }

    private ValueTask<bool> Fill() => reader.FillAsync(CancellationToken.None);

    /// <summary>Keeps a read that has begun; whether it is over already.</summary>
    private bool Watch(ValueTask<bool> fill)
    {
        filling = fill.ConfigureAwait(false).GetAwaiter();
        return filling.IsCompleted;
    }

    private void Go()
    {
        if (!Handle())
        {
            return;
        }

        // from the second line on another thread may be in here
        var (last, next) = (wakes.TellOthers(), filling);
        next.UnsafeOnCompleted(step!);
        last?.Wake(inPlace: true);
    }

    /// <summary>Handles what is there; false when that was all there will be.</summary>
    private bool Handle()
    {
        Exception? why = null;
        try
        {
            while (filling.GetResult())
            {
                handle();
                if (!Watch(Fill()))
                {
                    return true;
                }

                wakes.TellAll();
            }
        }
        catch (Exception e)
        {
            why = e;
        }

        wakes.TellAll();
        end(why);
        return false;
    }
}
