namespace Outrigger.Storage.Cache;

/// <summary>What the cursors of one serving generation follow: the log, the signal, and the end.</summary>
internal sealed class WatchStream(EventLog log)
{
    private int end;

    public EventLog Log { get; } = log;

    public AsyncSignal Signal { get; } = new();

    public StreamEnd End => (StreamEnd)Volatile.Read(ref end);

    /// <summary>Ends all cursors once they have read what is in the log.</summary>
    public void Finish(StreamEnd why)
    {
        Volatile.Write(ref end, (int)why);
        Signal.Fire();
    }
}
