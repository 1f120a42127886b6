using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>Sends requests at a number at a time, one after the other on each lane.</summary>
internal static class Load
{
    /// <summary>Runs for a time, or until <paramref name="make"/> has no more (null).</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="make">The next request, by lane and number.</param>
    /// <param name="lanes">How many requests are under way.</param>
    /// <param name="time">How long.</param>
    public static async Task<Reading> RunAsync(Target target, Func<int, long, HttpRequestMessage?> make, int lanes, TimeSpan time)
    {
        var next = -1L;
        var bytes = 0L;
        using var end = new CancellationTokenSource(time, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var own = Environment.CpuUsage.TotalTime;
        var server = ServerProcess.ProcessorTime(target.Pid);
        var all = await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() => LaneAsync(lane))));
        var seconds = watch.Elapsed.TotalSeconds;
        var micros = all.SelectMany(l => l).Order().ToList();
        return new Reading(micros.Count, bytes, seconds, micros)
        {
            ClientMicros = (Environment.CpuUsage.TotalTime - own).TotalMicroseconds,
            ServerMicros = (ServerProcess.ProcessorTime(target.Pid) - server).TotalMicroseconds,
        };

        async Task<List<double>> LaneAsync(int lane)
        {
            var times = new List<double>();
            var buffer = new byte[64 * 1024];
            while (!end.IsCancellationRequested && make(lane, Interlocked.Increment(ref next)) is { } request)
            {
                var start = Stopwatch.GetTimestamp();
                using (request)
                using (var response = await target.SendAsync(target.Invoker, request, CancellationToken.None))
                {
                    Interlocked.Add(ref bytes, await DrainAsync(request, response, buffer));
                }

                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            return times;
        }
    }

    private static async Task<long> DrainAsync(HttpRequestMessage request, HttpResponseMessage response, byte[] buffer)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{request.Method} {request.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        await using var body = await response.Content.ReadAsStreamAsync();
        var total = 0L;
        for (var read = 1; read > 0; total += read)
        {
            read = await body.ReadAsync(buffer);
        }

        return total;
    }
}
