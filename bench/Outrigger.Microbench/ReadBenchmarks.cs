using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace Outrigger.Microbench;

/// <summary>Reads of objects of about 1 KiB into a buffer, as endpoints write them; nothing is parsed, so next to nothing is allocated.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const int Objects = 1000;
    private readonly ArrayBufferWriter<byte> output = new(4 * 1024 * 1024);
    private Subject subject = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        subject = await Subject.StartAsync("configmaps");
        for (var i = 0; i < Objects; i++)
        {
            await subject.CreateAsync($"map-{i:0000}", "red");
        }
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await subject.DisposeAsync();

    [Benchmark]
    public async Task<int> GetOne()
    {
        output.ResetWrittenCount();
        (await subject.GetAsync("map-0500")).WriteTo(output, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","u8);
        return output.WrittenCount;
    }

    [Benchmark]
    public async Task<int> ListThousand()
    {
        output.ResetWrittenCount();
        var list = await subject.ListAsync();
        for (var i = 0; i < list.Items.Count; i++)
        {
            list.Items[i].WriteTo(output, "{"u8);
        }

        return output.WrittenCount;
    }
}
