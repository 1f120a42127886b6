using System.Diagnostics;
using System.Globalization;

namespace Outrigger.Bench;

/// <summary>Starts outrigger over a store of a size, again and again: how long until it is ready, how much memory it takes.</summary>
internal sealed class ProcessBench(BenchOptions options)
{
    private const int Fillers = 32;
    private const int ObjectBytes = 1024;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public async Task RunAsync()
    {
        var table = new List<string[]> { (string[])["objects of 1 KiB", "ready s", "ready s (best)", "start CPU s", "resident MB", "private MB", "bytes an object"] };
        var empty = 0.0;
        foreach (var size in options.Objects)
        {
            var folder = Directory.CreateTempSubdirectory("outrigger-bench-").FullName;
            try
            {
                await FillAsync(folder, size);
                var starts = new List<ServerStart>();
                for (var i = 0; i < options.Rounds; i++)
                {
                    using var server = new OutriggerProcess(options.Process, folder);
                    starts.Add(await server.MeasureAsync(Settling));
                }

                var memory = Median(starts, s => s.ResidentMegabytes);
                empty = size == 0 ? memory : empty;
                table.Add(
                [
                    size.ToString("#,0", CultureInfo.InvariantCulture),
                    Text(Median(starts, s => s.ReadySeconds)),
                    Text(starts.Min(s => s.ReadySeconds)),
                    Text(Median(starts, s => s.ProcessorSeconds)),
                    Text(memory),
                    Text(Median(starts, s => s.PrivateMegabytes)),
                    size == 0 ? "" : Text((memory - empty) * 1e6 / size),
                ]);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Report.Print(table);
    }

    private async Task FillAsync(string folder, int size)
    {
        using var server = new OutriggerProcess(options.Process, folder);
        await server.ReadyAsync();
        if (size == 0)
        {
            return;
        }

        using var target = await Target.OfAsync(server.Kubeconfig, "1.1", []);
        var maps = new ConfigMaps("default", 0);
        using var client = await target.ConnectAsync();
        await client.SendAsync(maps.Create("probe"), CancellationToken.None);
        var overhead = (int)await client.SendAsync(maps.Get("probe"), CancellationToken.None);
        var whole = new ConfigMaps("default", Math.Max(0, ObjectBytes - overhead));
        using var fill = new Load(target, Fillers, (_, i) => i < size ? whole.Create($"map-{i:0000000}") : null);
        var start = Stopwatch.GetTimestamp();
        await fill.RunAsync(TimeSpan.FromHours(1));
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{size:#,0} objects made, {size / took:#,0} a second; resident {ServerProcess.ResidentMegabytes(server.Pid):0} MB after it"));
    }

    private static double Median(List<ServerStart> starts, Func<ServerStart, double> of) => starts.Select(of).Order().ElementAt(starts.Count / 2);

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
