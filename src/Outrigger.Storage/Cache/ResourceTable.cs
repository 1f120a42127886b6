namespace Outrigger.Storage.Cache;

/// <summary>The open resources by the prefix of their keys; looked up for every event without a lock.</summary>
internal sealed class ResourceTable
{
    private readonly Lock gate = new();
    private Dictionary<string, ResourceCache> byPrefix = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ResourceCache> All => Volatile.Read(ref byPrefix).Values;

    /// <summary>The resource that a key belongs to; null when nobody opened it.</summary>
    public ResourceCache? Find(string key)
    {
        var length = ObjectKeys.PrefixLength(key);
        return Volatile.Read(ref byPrefix).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(0, length), out var found)
            ? found
            : null;
    }

    /// <summary>The resource of a prefix; made when there is none.</summary>
    public ResourceCache GetOrAdd(string prefix, Func<ResourceCache> make, out bool added)
    {
        lock (gate)
        {
            added = !byPrefix.TryGetValue(prefix, out var cache);
            if (added)
            {
                cache = make();
                Volatile.Write(ref byPrefix, new(byPrefix, StringComparer.Ordinal) { [prefix] = cache });
            }

            return cache!;
        }
    }

    /// <summary>Takes a resource out; null when it is not there.</summary>
    public ResourceCache? Remove(string prefix)
    {
        lock (gate)
        {
            var fewer = new Dictionary<string, ResourceCache>(byPrefix, StringComparer.Ordinal);
            if (!fewer.Remove(prefix, out var cache))
            {
                return null;
            }

            Volatile.Write(ref byPrefix, fewer);
            return cache;
        }
    }
}
