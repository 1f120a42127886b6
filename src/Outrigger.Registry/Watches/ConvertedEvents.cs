using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Watches;

/// <summary>What a watch sees of objects and changes that another server converts first.</summary>
/// <param name="transition">What the watch sees of what is converted.</param>
/// <param name="show">The objects as the watched version has them, in their order.</param>
internal sealed class ConvertedEvents(
    WatchTransition transition, Func<IReadOnlyList<StoredObject>, CancellationToken, ValueTask<IReadOnlyList<StoredObject>>> show)
{
    /// <summary>Adds an event for each object of the initial state that the watch sees.</summary>
    public async ValueTask AddStateAsync(IReadOnlyList<StoredObject> state, Queue<WatchItem> items, CancellationToken cancellationToken)
    {
        foreach (var shown in await show(state, cancellationToken).ConfigureAwait(false))
        {
            if (transition.TryGet(new WatchEntry(shown.ResourceVersion, WatchEntryType.Added, shown, null), out var item))
            {
                items.Enqueue(item);
            }
        }
    }

    /// <summary>Adds an event for each change that the watch sees.</summary>
    public async ValueTask AddChangesAsync(ReadOnlyMemory<WatchEntry> entries, Queue<WatchItem> items, CancellationToken cancellationToken)
    {
        var objects = new List<StoredObject>(entries.Length * 2);
        foreach (var entry in entries.Span)
        {
            objects.Add(entry.Object);
            if (entry.Previous is not null)
            {
                objects.Add(entry.Previous);
            }
        }

        var shown = await show(objects, cancellationToken).ConfigureAwait(false);
        var next = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries.Span[i];
            var converted = entry with { Object = shown[next++], Previous = entry.Previous is null ? null : shown[next++] };
            if (transition.TryGet(converted, out var item))
            {
                items.Enqueue(item);
            }
        }
    }
}
