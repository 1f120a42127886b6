using System.Collections;
using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Linearizability;

/// <summary>
/// The search for one key. Writes whose revisions are known come in their order; what is left to find out is where reads, refusals and
/// deletions stand between them.
/// </summary>
internal sealed class KeySearch
{
    // Only writes that nobody was told of make it long: each may have happened or not.
    private const int MostStates = 20_000;
    private readonly SearchEntry head;
    private readonly HashSet<(string Done, KeyState State)> tried = [];
    private readonly Stack<(SearchEntry Call, KeyState State)> path = new();
    private readonly BitArray done;
    private readonly int count;
    private readonly List<(long Revision, int Index)> writes;
    private int open;
    private int nextWrite;

    public KeySearch(IReadOnlyList<Operation> operations)
    {
        count = operations.Count;
        done = new BitArray(count);
        open = operations.Count(IsAnswered);
        writes = [.. operations.Index().Where(o => IsOrdered(o.Item)).Select(o => (o.Item.Result!.Revision, o.Index)).Order()];
        head = Link(operations);
    }

    /// <summary>Null when there is an order; else the operation that the search never got past.</summary>
    public Operation? Run()
    {
        var state = KeyState.Absent;
        var entry = head.After;
        Operation? furthest = null;
        var most = -1;
        while (open > 0)
        {
            if (tried.Count > MostStates)
            {
                return furthest ?? head.After!.Operation;
            }

            if (entry is { End: not null })
            {
                if (IsNext(entry) && state.Apply(entry.Operation) is { } next && Try(entry, next))
                {
                    path.Push((entry, state));
                    Take(entry);
                    state = next;
                    entry = head.After;
                }
                else
                {
                    entry = entry.After;
                }

                continue;
            }

            // the end of an operation that is not in the order yet, or the end of the list: what is in it so far is wrong
            if (path.Count > most)
            {
                most = path.Count;
                furthest = entry?.Operation;
            }

            if (path.Count == 0)
            {
                return furthest ?? head.After!.Operation;
            }

            (var last, state) = path.Pop();
            PutBack(last);
            entry = last.After;
        }

        return null;
    }

    private static bool IsAnswered(Operation operation) => operation.Outcome != Outcome.Unknown;

    // Operations that are answered come with both ends; of the others only the call is there, so that nothing forces them in.
    private static SearchEntry Link(IReadOnlyList<Operation> operations)
    {
        var entries = new List<(long Time, bool IsEnd, SearchEntry Entry)>();
        for (var i = 0; i < operations.Count; i++)
        {
            var end = new SearchEntry(operations[i], i, null);
            entries.Add((operations[i].Invoked, false, new SearchEntry(operations[i], i, end)));
            if (IsAnswered(operations[i]))
            {
                entries.Add((operations[i].Returned, true, end));
            }
        }

        var first = new SearchEntry(operations[0], -1, null);
        var last = first;

        // an answer and a call at the same tick overlap
        foreach (var (_, _, entry) in entries.OrderBy(e => e.Time).ThenBy(e => e.IsEnd))
        {
            (entry.Before, last.After) = (last, entry);
            last = entry;
        }

        return first;
    }

    private bool IsNext(SearchEntry call) =>
        !IsOrdered(call.Operation) || (nextWrite < writes.Count && writes[nextWrite].Index == call.Index);

    private static bool IsOrdered(Operation operation) => operation is { Writes: true, Result: not null };

    private bool Try(SearchEntry call, KeyState next)
    {
        done[call.Index] = true;
        var isNew = tried.Add((Key(), next));
        done[call.Index] = false;
        return isNew;
    }

    private string Key() => string.Create((count + 15) / 16, done, static (span, bits) =>
    {
        span.Clear();
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
            {
                span[i / 16] |= (char)(1 << (i % 16));
            }
        }
    });

    private void Take(SearchEntry call)
    {
        done[call.Index] = true;
        nextWrite += IsOrdered(call.Operation) ? 1 : 0;
        call.Unlink();
        if (IsAnswered(call.Operation))
        {
            call.End!.Unlink();
            open--;
        }
    }

    private void PutBack(SearchEntry call)
    {
        done[call.Index] = false;
        nextWrite -= IsOrdered(call.Operation) ? 1 : 0;
        if (IsAnswered(call.Operation))
        {
            call.End!.Relink();
            open++;
        }

        call.Relink();
    }
}
