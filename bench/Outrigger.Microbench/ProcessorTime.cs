using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace Outrigger.Microbench;

/// <summary>
/// The same benchmarks by the processor time of the whole process (garbage collection and the feed's thread too), which a busy machine
/// does not distort; the best of several rounds.
/// </summary>
internal static class ProcessorTime
{
    private const int Rounds = 8;
    private const int Calls = 5_000;

    public static async Task RunAsync(string filter)
    {
        Console.WriteLine($"{"work",-36}{"us of CPU",12}{"bytes allocated",18}");
        foreach (var kind in (string[])["configmaps", "deployments"])
        {
            foreach (var method in typeof(WriteBenchmarks).GetMethods().Where(m => m.IsDefined(typeof(BenchmarkAttribute), false)))
            {
                var name = $"{method.Name} {kind}";
                if (name.Contains(filter, StringComparison.OrdinalIgnoreCase))
                {
                    var subject = new WriteBenchmarks { Kind = kind };
                    await subject.SetUpAsync();
                    await MeasureAsync(name, method.CreateDelegate<Func<Task>>(subject), Calls);
                    await subject.CleanUpAsync();
                }
            }
        }

        var selections = typeof(SelectorBenchmarks).GetMethods()
            .Where(m => m.IsDefined(typeof(BenchmarkAttribute), false) && m.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (selections.Count > 0)
        {
            var selector = new SelectorBenchmarks();
            await selector.SetUpAsync();
            foreach (var method in selections)
            {
                await MeasureAsync($"{method.Name} of 50,000", method.CreateDelegate<Func<Task>>(selector), Calls / 100);
            }

            await selector.CleanUpAsync();
        }
    }

    private static async Task MeasureAsync(string name, Func<Task> call, int calls)
    {
        var best = double.MaxValue;
        var bytes = 0L;
        for (var round = 0; round <= Rounds; round++)
        {
            GC.Collect();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < calls; i++)
            {
                await call();
            }

            // the first round is for the compiler
            best = round == 0 ? best : Math.Min(best, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / calls);
            bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / calls;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36}{best,12:0.0}{bytes,18:#,0}"));
    }
}
