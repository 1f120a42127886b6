using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Watches;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Access;

/// <summary>
/// Follows one resource of this process: lists, then watches, and lists again when the watch ends. Keeps what is there and tells
/// its handler of each change, one at a time and in order.
/// </summary>
internal sealed class ObjectFeed(GroupVersionResource resource, LocalObjects objects, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Namespace, string Name), StoredObject> items = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called for an object that is new or changed.</summary>
    public required Action<StoredObject> OnPut { private get; init; }

    /// <summary>Called for an object that is gone, with its last state.</summary>
    public required Action<StoredObject> OnRemove { private get; init; }

    /// <summary>The objects that count, by what never changes in them; the others are not kept. Default all.</summary>
    public Predicate<StoredObject> Selects { private get; init; } = static _ => true;

    /// <summary>Whether there is nothing now.</summary>
    public bool IsEmpty => items.IsEmpty;

    /// <summary>What is there now.</summary>
    public IEnumerable<StoredObject> Items => items.Values;

    /// <summary>Ends when the handler knows everything that was there at the start.</summary>
    public Task Synced => synced.Task;

    /// <summary>The object, or null.</summary>
    public StoredObject? Find(string ns, string name) => items.GetValueOrDefault((ns, name));

    /// <summary>Follows until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => FollowLoop.RunAsync(
        token => objects.FollowAsync(resource, Replace, Apply, token), e => ControlPlaneLog.FeedFailed(log, resource, e), Pause, time, cancellationToken);

    private void Replace(ObjectList list)
    {
        var selected = list.Items.Where(o => Selects(o)).ToList();
        var there = selected.Select(Key).ToHashSet();
        foreach (var (key, gone) in items)
        {
            if (!there.Contains(key) && items.TryRemove(key, out _))
            {
                OnRemove(gone);
            }
        }

        foreach (var obj in selected)
        {
            var before = Find(obj.Namespace, obj.Name);
            if (before is not null && before.Uid != obj.Uid)
            {
                OnRemove(before);
            }

            if (before?.ResourceVersion != obj.ResourceVersion)
            {
                Put(obj);
            }
        }

        synced.TrySetResult();
    }

    private void Apply(WatchItem item)
    {
        if (item.Object is not { } obj || !Selects(obj))
        {
            return;
        }

        if (item.Type != WatchItemType.Deleted)
        {
            Put(obj);
        }
        else if (items.TryRemove(Key(obj), out _))
        {
            OnRemove(obj);
        }
    }

    private void Put(StoredObject obj)
    {
        items[Key(obj)] = obj;
        OnPut(obj);
    }

    private static (string Namespace, string Name) Key(StoredObject obj) => (obj.Namespace, obj.Name);
}
