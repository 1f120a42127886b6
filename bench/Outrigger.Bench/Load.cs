using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>Sends requests over a number of connections for a time, one after the other on each.</summary>
internal static class Load
{
    public static async Task<Reading> RunAsync(
        HttpMessageInvoker http, Func<long, HttpRequestMessage> make, int connections, TimeSpan time)
    {
        var next = 0L;
        var bytes = 0L;
        using var end = new CancellationTokenSource(time, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var lanes = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(LaneAsync)));
        var seconds = watch.Elapsed.TotalSeconds;
        var micros = lanes.SelectMany(l => l).Order().ToList();
        return new Reading(micros.Count, bytes, seconds, micros);

        async Task<List<double>> LaneAsync()
        {
            var own = new List<double>();
            var buffer = new byte[64 * 1024];
            while (!end.IsCancellationRequested)
            {
                var start = Stopwatch.GetTimestamp();
                using var request = make(Interlocked.Increment(ref next));
                using var response = await http.SendAsync(request, CancellationToken.None);
                if (!response.IsSuccessStatusCode)
                {
                    throw new HttpRequestException($"{request.Method} {request.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                }

                await using var body = await response.Content.ReadAsStreamAsync();
                for (var read = 1; read > 0;)
                {
                    read = await body.ReadAsync(buffer);
                    Interlocked.Add(ref bytes, read);
                }

                own.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            return own;
        }
    }
}
