using System.Text;
using BenchmarkDotNet.Attributes;
using Outrigger.Storage.Objects;

namespace Outrigger.Microbench;

/// <summary>Writes of an object of about 1 KiB: from the bytes of the body through all of the registry into the memory store.</summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private const int Prepared = 256;
    private const string Name = "web";
    private const string NameFormat = "made-00000000";
    private static readonly byte[] NameBytes = Encoding.UTF8.GetBytes(NameFormat);
    private Subject subject = null!;
    private byte[][] whole = [];
    private byte[][] second = [];
    private byte[][] patches = [];
    private byte[] same = [];
    private byte[] template = [];
    private int next;

    [Params("configmaps", "deployments")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        subject = await Subject.StartAsync(Kind);
        whole = [.. Enumerable.Range(0, Prepared).Select(i => Bodies.Whole(Kind, Name, Value(i)))];
        second = [.. Enumerable.Range(0, Prepared).Select(i => Bodies.OfSecondManager(Kind, Name, Value(i)))];
        patches = [.. Enumerable.Range(0, Prepared).Select(i => Bodies.Patch(Kind, Value(i)))];
        same = whole[0];
        template = Bodies.Whole(Kind, NameFormat, "red");
        await subject.ApplyAsync(Name, same, "first");
        await subject.ApplyAsync(Name, second[0], "second");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await subject.DisposeAsync();

    [Benchmark]
    public Task<StoredObject> Create()
    {
        // a body of its own for each, made as cheaply as can be: it is no part of what is measured
        var body = template.ToArray();
        Encoding.UTF8.GetBytes($"made-{next++:00000000}", body.AsSpan(body.AsSpan().IndexOf(NameBytes)));
        return subject.CreateAsync(body);
    }

    [Benchmark]
    public Task<StoredObject> Update() => subject.UpdateAsync(Name, Next(whole));

    [Benchmark]
    public Task<StoredObject> MergePatch() => subject.PatchAsync(Name, Next(patches));

    [Benchmark]
    public Task<StoredObject> ApplySame() => subject.ApplyAsync(Name, same, "first");

    [Benchmark]
    public Task<StoredObject> ApplyChanged() => subject.ApplyAsync(Name, Next(whole), "first");

    [Benchmark]
    public Task<StoredObject> ApplyOfSecondManager() => subject.ApplyAsync(Name, Next(second), "second");

    private static string Value(int i) => $"value-{i:000}";

    private byte[] Next(byte[][] bodies) => bodies[next++ % Prepared];
}
