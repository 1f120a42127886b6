using System.Collections.Concurrent;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>The writes of this process that are under way, so that their events need no parsing.</summary>
internal sealed class PendingWrites
{
    private readonly ConcurrentDictionary<PendingKey, PendingWrite> pending = new();

    /// <summary>Announces a write; null when the very same write is under way already.</summary>
    public PendingWrite? Announce(ObjectWrite write)
    {
        var announced = new PendingWrite(write.NewObject);
        return pending.TryAdd(KeyOf(write.Key, write.NewObject?.EncodeValue()), announced) ? announced : null;
    }

    /// <summary>Forgets a write that did not happen.</summary>
    public void Withdraw(ObjectWrite write, PendingWrite? announced)
    {
        if (announced is not null)
        {
            pending.TryRemove(new(KeyOf(write.Key, write.NewObject?.EncodeValue()), announced));
        }
    }

    /// <summary>The write that an event belongs to; null for one of another process or of the store itself.</summary>
    public PendingWrite? Take(in StoreEvent change) =>
        pending.TryRemove(KeyOf(change.Key, change.Value), out var announced) ? announced : null;

    /// <summary>Ends every wait: the feed has skipped events, so that those of these writes may never come.</summary>
    public void CompleteAll()
    {
        foreach (var (key, announced) in pending)
        {
            pending.TryRemove(new(key, announced));
            announced.Complete();
        }
    }

    private static PendingKey KeyOf(string key, ReadOnlyMemory<byte>? value) => new(key, value ?? default);
}
