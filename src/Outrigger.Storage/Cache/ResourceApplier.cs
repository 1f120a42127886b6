using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>
/// The writing side of one resource: turns store events into a new state and log entries. Events that come while the resource is
/// loaded are kept and applied after it.
/// </summary>
internal sealed class ResourceApplier(ResourceView view, FactPaths facts, WatchCacheOptions options)
{
    private readonly Lock gate = new();
    private readonly List<WatchEntry> entries = [];
    private List<StoreEvent>? early = [];
    private TreeEditor<StoredObject, ObjectOrder>? editor;
    private long seen;
    private int epoch;

    /// <summary>Changes with every unloading: a load that was begun before has missed events and must not count.</summary>
    public int Epoch => Volatile.Read(ref epoch);

    /// <summary>
    /// Takes an event; readers see it after <see cref="Publish"/>. <paramref name="built"/> spares the parsing when this process
    /// made the object. Returns the object that the state now has, or had when it was deleted.
    /// </summary>
    public StoredObject? Apply(in StoreEvent change, StoredObject? built)
    {
        lock (gate)
        {
            if (early is null)
            {
                return ApplyNow(change, built);
            }

            early.Add(change);
            return null;
        }
    }

    /// <summary>Shows readers all that was applied; true when there was something.</summary>
    public bool Publish()
    {
        lock (gate)
        {
            return PublishNow();
        }
    }

    /// <summary>Takes back all that was applied and not published: its events come again.</summary>
    public void TakeBack()
    {
        lock (gate)
        {
            Forget();
        }
    }

    /// <summary>Adds the objects of a page of records, which come in the order of their keys, to those that are loaded.</summary>
    public void Read(IReadOnlyList<StoreRecord> page, List<StoredObject> loading)
    {
        foreach (var record in page)
        {
            if (Read(record.Key, record.Value, record.ModRevision) is { } item)
            {
                loading.Add(item);
            }
        }
    }

    /// <summary>
    /// Opens the resource with its objects as of a revision, and with the events after it that came meanwhile. Does nothing when
    /// <paramref name="begun"/> is no longer the epoch, or another load of it was faster, or the resource was closed.
    /// </summary>
    public void Load(List<StoredObject> loading, long revision, int begun)
    {
        lock (gate)
        {
            if (begun != epoch || early is not { } waiting || view.Closed)
            {
                return;
            }

            var stream = new WatchStream(new EventLog(revision, options));
            seen = revision;
            editor = SortedTree<StoredObject, ObjectOrder>.FromSorted(loading).Edit();
            early = null;
            foreach (var change in waiting)
            {
                ApplyNow(change, null);
            }

            // The gate opens on all of it: the events that came meanwhile are published already as far as readers can tell.
            var tree = TakeTree(stream.Log);
            view.Open(new ResourceState(seen, tree), stream);
        }
    }

    /// <summary>Goes back to loading: the feed has lost history.</summary>
    public void Unload()
    {
        lock (gate)
        {
            BeginAnew();
            view.Lose();
        }
    }

    public void Trim()
    {
        lock (gate)
        {
            if (early is null)
            {
                view.Stream.Log.Trim();
                view.Stream.Signal.Trim();
            }
        }
    }

    public void EndWatches()
    {
        lock (gate)
        {
            view.EndWatches();
        }
    }

    public void Close()
    {
        lock (gate)
        {
            BeginAnew();
            view.Close();
        }
    }

    // what was applied and not published has nowhere to go any more
    private void BeginAnew()
    {
        epoch++;
        early = [];
        Forget();
    }

    private void Forget()
    {
        editor = null;
        entries.Clear();
    }

    private StoredObject? ApplyNow(in StoreEvent change, StoredObject? built)
    {
        if (change.Revision <= seen)
        {
            return null; // the load had it
        }

        var rest = ObjectKeys.Rest(view.Prefix, change.Key);
        editor ??= view.State.Tree.Edit();
        if (change.Value is not { } value)
        {
            var last = editor.Remove(rest);
            var gone = last?.WithRevision(change.Revision);
            if (gone is not null)
            {
                entries.Add(new WatchEntry(change.Revision, WatchEntryType.Deleted, gone, last));
            }

            return gone;
        }

        var item = built?.WithRevision(change.Revision) ?? Read(change.Key, value, change.Revision);
        if (item is not null)
        {
            var previous = editor.Set(rest, item);
            var type = previous is null ? WatchEntryType.Added : WatchEntryType.Modified;
            entries.Add(new WatchEntry(change.Revision, type, item, previous));
        }

        return item;
    }

    private bool PublishNow()
    {
        if (editor is null)
        {
            return false;
        }

        var any = entries.Count > 0;

        // The log first: a reader who has the state can rely on the log to lead up to it.
        var tree = TakeTree(view.Stream.Log);
        if (any)
        {
            view.Advance(new ResourceState(seen, tree));
        }

        return any;
    }

    // what was applied, its entries in the log
    private SortedTree<StoredObject, ObjectOrder> TakeTree(EventLog log)
    {
        var tree = editor!.Commit();
        editor = null;
        if (entries.Count > 0)
        {
            seen = entries[^1].Revision;
            log.Append(entries);
            entries.Clear();
        }

        return tree;
    }

    private StoredObject? Read(string key, ReadOnlyMemory<byte> value, long revision)
    {
        try
        {
            var item = StoredObject.Parse(value, revision, facts);
            if (ObjectKeys.Names(ObjectKeys.Rest(view.Prefix, key), item))
            {
                return item;
            }

            StorageLog.ForeignKey(options.Logger, key, item.Namespace, item.Name);
        }
        catch (InvalidDataException e)
        {
            StorageLog.UnreadableValue(options.Logger, key, revision, e.Message);
        }

        return null;
    }
}
