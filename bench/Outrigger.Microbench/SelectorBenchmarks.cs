using BenchmarkDotNet.Attributes;
using Outrigger.Registry.Operations;

namespace Outrigger.Microbench;

/// <summary>A list of the one object in a hundred that a label chooses, of fifty thousand, and of one by a selectable field: by walking all of them.</summary>
[MemoryDiagnoser]
public class SelectorBenchmarks
{
    private const int Objects = 50_000;
    private Subject subject = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        subject = await Subject.StartAsync("configmaps");
        await Parallel.ForAsync(0, Objects, async (i, _) => await subject.CreateAsync($"map-{i:00000}", "red", i % 100));
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await subject.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task<int> All() => (await subject.ListAsync()).Items.Count;

    [Benchmark]
    public async Task<int> OneInHundredByLabel() => Checked(await subject.ListAsync("shard=shard-7"), Objects / 100);

    [Benchmark]
    public async Task<int> OneByName() => Checked(await subject.ListAsync("", "metadata.name=map-00007"), 1);

    private static int Checked(ObjectList list, int expected) =>
        list.Items.Count == expected ? expected : throw new InvalidOperationException($"{list.Items.Count} objects");
}
