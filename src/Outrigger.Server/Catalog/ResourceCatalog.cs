namespace Outrigger.Server.Catalog;

/// <summary>The catalog in memory. Later sources win over earlier ones for the same group version.</summary>
public sealed class ResourceCatalog : IResourceCatalog
{
    private readonly Lock gate = new();
    private readonly List<(string Source, IReadOnlyList<CatalogGroupVersion> Entries)> sources = [];
    private volatile State state = new(new CatalogSnapshot([], 0));

    /// <inheritdoc/>
    public CatalogSnapshot Current => state.Snapshot;

    /// <inheritdoc/>
    public void Publish(string source, IReadOnlyList<CatalogGroupVersion> entries)
    {
        State old;
        lock (gate)
        {
            old = state;
            var index = sources.FindIndex(s => string.Equals(s.Source, source, StringComparison.Ordinal));
            if (index < 0)
            {
                sources.Add((source, entries));
            }
            else
            {
                sources[index] = (source, entries);
            }

            state = new State(new CatalogSnapshot(sources.SelectMany(s => s.Entries), old.Snapshot.Generation + 1));
        }

        old.Changed.TrySetResult();
    }

    /// <inheritdoc/>
    public Task WaitForChangeAsync(long generation, CancellationToken cancellationToken)
    {
        var seen = state;
        return seen.Snapshot.Generation != generation ? Task.CompletedTask : seen.Changed.Task.WaitAsync(cancellationToken);
    }

    private sealed class State(CatalogSnapshot snapshot)
    {
        public CatalogSnapshot Snapshot { get; } = snapshot;

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
