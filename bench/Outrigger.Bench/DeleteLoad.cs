namespace Outrigger.Bench;

/// <summary>Deletions, and before each run, unmeasured, the objects for them.</summary>
internal sealed class DeleteLoad : IDisposable
{
    private const int Makers = 32;
    private readonly Load creates;
    private readonly Load deletes;
    private long made;

    public DeleteLoad(Target target, ConfigMaps maps, int lanes, string prefix)
    {
        creates = new Load(target, Makers, (_, _) => maps.Create($"{prefix}-{Interlocked.Increment(ref made)}"));
        deletes = new Load(target, lanes, (_, i) => i < made ? maps.Delete($"{prefix}-{i + 1}") : null);
    }

    public async Task<Reading> RunAsync(TimeSpan time)
    {
        await creates.RunAsync(time);
        return await deletes.RunAsync(time);
    }

    public void Dispose()
    {
        creates.Dispose();
        deletes.Dispose();
    }
}
