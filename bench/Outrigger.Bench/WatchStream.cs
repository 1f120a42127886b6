using System.Buffers.Text;
using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>One watcher: counts the events that carry a time, and how long ago that was.</summary>
internal sealed class WatchStream : IDisposable
{
    private readonly IClient client;
    private readonly Lock gate = new();
    private readonly CancellationToken stop;
    private List<double> delays = [];
    private byte[] unfinished = [];
    private long bytes;
    private long received;

    private WatchStream(IClient client, CancellationToken stop)
    {
        this.client = client;
        this.stop = stop;
    }

    /// <summary>Events that came since it was opened.</summary>
    public long Received => Volatile.Read(ref received);

    public static async Task<WatchStream> OpenAsync(IClient client, Request watch, CancellationToken stop)
    {
        await client.OpenAsync(watch, stop);
        var stream = new WatchStream(client, stop);
        _ = stream.FollowAsync();
        return stream;
    }

    /// <summary>The delays of the events since the last call, in microseconds, and the bytes of the stream.</summary>
    public (IReadOnlyList<double> Delays, long Bytes) Take()
    {
        lock (gate)
        {
            var taken = (delays, bytes);
            (delays, bytes) = ([], 0);
            return taken;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task FollowAsync()
    {
        try
        {
            while (await client.ReadAsync(stop) is { Length: > 0 } piece)
            {
                lock (gate)
                {
                    bytes += piece.Length;
                    Read(piece.Span);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // the run is over; a stream that broke before is seen by what it did not deliver
        }
    }

    private void Read(ReadOnlySpan<byte> piece)
    {
        for (var end = piece.IndexOf((byte)'\n'); end >= 0; end = piece.IndexOf((byte)'\n'))
        {
            Event(unfinished.Length == 0 ? piece[..end] : [.. unfinished, .. piece[..end]]);
            unfinished = [];
            piece = piece[(end + 1)..];
        }

        if (!piece.IsEmpty)
        {
            unfinished = [.. unfinished, .. piece];
        }
    }

    private void Event(ReadOnlySpan<byte> line)
    {
        var at = line.LastIndexOf("\"sent\":\""u8);
        if (at >= 0 && Utf8Parser.TryParse(line[(at + 8)..], out long due, out _))
        {
            delays.Add(Stopwatch.GetElapsedTime(due).TotalMicroseconds);
            Interlocked.Increment(ref received);
        }
    }
}
