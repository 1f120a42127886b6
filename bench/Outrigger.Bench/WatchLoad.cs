using System.Buffers.Text;
using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>Many watchers of one collection, and writes at a rate: each event carries when its write was sent.</summary>
internal sealed class WatchLoad(Target target, ConfigMaps maps, BenchOptions options)
{
    private const int StreamsOfConnection = 50;
    private const int Objects = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<HttpMessageInvoker> invokers = [];
    private long received;
    private long bytes;

    public async Task<Reading> RunAsync()
    {
        for (var i = 0; i < Objects; i++)
        {
            using var created = await target.SendAsync(target.Invoker, maps.Create($"watched-{i}"), CancellationToken.None);
            created.EnsureSuccessStatusCode();
        }

        using var stop = new CancellationTokenSource();
        var from = await maps.VersionAsync();
        var watchers = new List<Task<List<double>>>();
        for (var i = 0; i < options.Watchers; i++)
        {
            watchers.Add(FollowAsync(await OpenAsync(i, from), stop.Token));
        }

        var own = Environment.CpuUsage.TotalTime;
        var server = ServerProcess.ProcessorTime(target.Pid);
        var start = Stopwatch.GetTimestamp();
        var sent = await WriteAsync();
        var expected = (long)sent * options.Watchers;
        await ArriveAsync(expected);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var reading = new Reading(Interlocked.Read(ref received), Interlocked.Read(ref bytes), seconds, [])
        {
            Expected = expected,
            ClientMicros = (Environment.CpuUsage.TotalTime - own).TotalMicroseconds,
            ServerMicros = (ServerProcess.ProcessorTime(target.Pid) - server).TotalMicroseconds,
        };
        await stop.CancelAsync();
        var delays = await Task.WhenAll(watchers);
        invokers.ForEach(i => i.Dispose());
        return reading with { Micros = [.. delays.SelectMany(d => d).Order()] };
    }

    // with HTTP/2 a connection carries fifty watchers, as client-go's would
    private async Task<HttpResponseMessage> OpenAsync(int index, string from)
    {
        if (index % StreamsOfConnection == 0)
        {
            invokers.Add(target.NewInvoker());
        }

        var response = await target.SendAsync(invokers[^1], maps.Watch(from), CancellationToken.None);
        return response.EnsureSuccessStatusCode();
    }

    private async Task<int> WriteAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var writes = new List<Task>();
        while (Stopwatch.GetElapsedTime(start) < options.Time)
        {
            var due = Stopwatch.GetElapsedTime(start).TotalSeconds * options.Rate;
            for (; writes.Count < due; writes.Add(WriteAsync(writes.Count)))
            {
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(writes);
        return writes.Count;
    }

    private async Task WriteAsync(int number)
    {
        using var request = maps.Patch($"watched-{number % Objects}", "sent", $"{Stopwatch.GetTimestamp()}");
        using var response = await target.SendAsync(target.Invoker, request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    private async Task ArriveAsync(long expected)
    {
        var seen = 0L;
        for (var since = Stopwatch.GetTimestamp(); seen < expected && Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(1))
        {
            var now = Interlocked.Read(ref received);
            since = now > seen ? Stopwatch.GetTimestamp() : since;
            seen = now;
        }
    }

    private async Task<List<double>> FollowAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var delays = new List<double>();
        var buffer = new byte[256 * 1024];
        var kept = 0;
        try
        {
            using (response)
            {
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                for (var read = 1; read > 0;)
                {
                    read = await body.ReadAsync(buffer.AsMemory(kept), cancellationToken);
                    Interlocked.Add(ref bytes, read);
                    kept = Take(buffer, kept + read, delays);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }

        return delays;
    }

    // Reads the whole lines; returns how many bytes of an unfinished one it moved to the front.
    private int Take(byte[] buffer, int length, List<double> delays)
    {
        var rest = buffer.AsSpan(0, length);
        var events = 0;
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            var line = rest[..end];
            var at = line.LastIndexOf("\"sent\":\""u8);
            if (at >= 0 && Utf8Parser.TryParse(line[(at + 8)..], out long sent, out _))
            {
                delays.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
                events++;
            }

            rest = rest[(end + 1)..];
        }

        Interlocked.Add(ref received, events);
        rest.CopyTo(buffer);
        return rest.Length;
    }
}
