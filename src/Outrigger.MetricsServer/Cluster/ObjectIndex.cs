using System.Collections.Concurrent;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>What is known of the objects of a kind, by namespace and name. Written by one follower, read by any thread.</summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
internal sealed class ObjectIndex<T>
    where T : class
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, T>> namespaces = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first list has arrived.</summary>
    public Task Synced => synced.Task;

    /// <summary>Whether the first list has arrived.</summary>
    public bool IsSynced => synced.Task.IsCompleted;

    /// <summary>Null when there is none. The namespace of cluster-scoped objects is empty.</summary>
    public T? Find(string ns, string name) => namespaces.TryGetValue(ns, out var all) ? all.GetValueOrDefault(name) : null;

    /// <summary>The objects of a namespace, or of all for an empty one; in no order.</summary>
    public IEnumerable<T> All(string ns) => ns.Length == 0
        ? namespaces.SelectMany(n => n.Value.Select(o => o.Value))
        : namespaces.TryGetValue(ns, out var one) ? one.Select(o => o.Value) : [];

    public void Put(string ns, string name, T value) =>
        namespaces.GetOrAdd(ns, static _ => new(StringComparer.Ordinal))[name] = value;

    /// <summary>The namespace stays, empty: what was in use is used again.</summary>
    public void Remove(string ns, string name)
    {
        if (namespaces.TryGetValue(ns, out var all))
        {
            all.TryRemove(name, out _);
        }
    }

    /// <summary>A list has arrived: what it does not name is gone.</summary>
    public void Restart(IReadOnlySet<(string Namespace, string Name)> listed)
    {
        foreach (var (ns, all) in namespaces)
        {
            foreach (var name in all.Keys.Where(name => !listed.Contains((ns, name))))
            {
                all.TryRemove(name, out _);
            }

            if (all.IsEmpty)
            {
                namespaces.TryRemove(KeyValuePair.Create(ns, all));
            }
        }

        synced.TrySetResult();
    }
}
