using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>
/// States at past revisions, made by taking back the log's entries from the newest state. No old tree is kept for that but the
/// few that were asked for last: the pages of one list ask for the same revision again and again.
/// </summary>
internal sealed class ExactSnapshots(ResourceView view)
{
    private const int Kept = 8;
    private readonly Lock gate = new();
    private readonly List<Snapshot> recent = [];

    /// <summary>The state at a revision that has been published.</summary>
    public Snapshot At(long revision)
    {
        var state = view.State;
        if (revision >= state.Revision)
        {
            return new Snapshot(view.Prefix, revision, state.Tree);
        }

        lock (gate)
        {
            if (recent.Find(s => s.Revision == revision) is { } known)
            {
                recent.Remove(known);
                recent.Add(known);
                return known;
            }
        }

        var made = new Snapshot(view.Prefix, revision, TakeBack(state, view.Stream.Log, revision));
        lock (gate)
        {
            recent.Add(made);
            if (recent.Count > Kept)
            {
                recent.RemoveAt(0);
            }
        }

        return made;
    }

    /// <summary>Lets go of states older than the log.</summary>
    public void Trim(long oldestRevision)
    {
        lock (gate)
        {
            recent.RemoveAll(s => s.Revision < oldestRevision);
        }
    }

    private static SortedTree<StoredObject, ObjectOrder> TakeBack(ResourceState state, EventLog log, long revision)
    {
        var parts = new Stack<ReadOnlyMemory<WatchEntry>>();
        for (var at = log.After(revision); ;)
        {
            var part = log.Read(at, revision);
            if (part.IsEmpty || part.Span[0].Revision > state.Revision)
            {
                break;
            }

            parts.Push(part);
            at += part.Length;
        }

        var editor = state.Tree.Edit();
        foreach (var part in parts)
        {
            for (var i = part.Length - 1; i >= 0; i--)
            {
                TakeBack(editor, part.Span[i], state.Revision);
            }
        }

        return editor.Commit();
    }

    private static void TakeBack(TreeEditor<StoredObject, ObjectOrder> editor, WatchEntry entry, long newest)
    {
        if (entry.Revision > newest)
        {
            return;
        }

        var key = ObjectKeys.Rest(entry.Object);
        if (entry.Previous is { } previous)
        {
            editor.Set(key, previous);
        }
        else
        {
            editor.Remove(key);
        }
    }
}
