using System.Collections.Concurrent;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>Whose each object was when it was last seen: the controller that lost it must look, too.</summary>
/// <param name="kind">Of the controllers.</param>
internal sealed class OwnerIndex(string kind)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), WorkloadKey> owners = new();

    /// <summary>The controllers to tell: the object's, and the one that had it before. Empty for an orphan from the start.</summary>
    public IEnumerable<WorkloadKey> Put(IOwned obj)
    {
        var now = WorkloadOwner.KeyOf(obj, kind);
        var key = (obj.Namespace, obj.Name);
        WorkloadKey? before = owners.TryGetValue(key, out var found) ? found : null;
        if (now is { } owner)
        {
            owners[key] = owner;
        }
        else
        {
            owners.TryRemove(key, out _);
        }

        return new[] { now, before }.OfType<WorkloadKey>().Distinct();
    }

    /// <summary>The controllers that had an object which is gone.</summary>
    public IEnumerable<WorkloadKey> Remove(IOwned obj)
    {
        WorkloadKey? before = owners.TryRemove((obj.Namespace, obj.Name), out var found) ? found : null;
        return new[] { WorkloadOwner.KeyOf(obj, kind), before }.OfType<WorkloadKey>().Distinct();
    }
}
