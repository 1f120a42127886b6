using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>
/// Finds the changes that make slices have exactly the wanted endpoints: an endpoint stays in its slice, new ones fill slices with room,
/// those that are changed anyway first, then slices that would go, then new ones; each family keeps a slice, if an empty one.
/// </summary>
/// <param name="families">The families of the Service.</param>
/// <param name="limit">The most endpoints of a slice.</param>
internal sealed class SlicePlan(IReadOnlyList<string> families, int limit)
{
    /// <summary>The changes, deletions last; nothing for a slice that is right.</summary>
    public IReadOnlyList<SliceChange> Make(IReadOnlyList<SliceView> there, IReadOnlyList<SliceGroup> wanted)
    {
        var changes = new List<SliceChange>();
        foreach (var family in families)
        {
            PlanFamily(family, [.. there.Where(s => s.AddressType == family)], [.. wanted.Where(g => g.AddressType == family)], changes);
        }

        changes.AddRange(there.Where(s => !families.Contains(s.AddressType, StringComparer.Ordinal)).Select(Delete));
        return [.. changes.OrderBy(c => c.Endpoints is null)];
    }

    private void PlanFamily(string family, List<SliceView> there, List<SliceGroup> wanted, List<SliceChange> changes)
    {
        var gone = there.Where(s => !wanted.Any(g => g.Ports.Equals(s.Ports))).ToList();
        var made = new List<SliceChange>();
        foreach (var group in wanted)
        {
            var own = there.Where(s => s.Ports.Equals(group.Ports)).Select(s => new Filling(s)).ToList();
            Keep(own, group);
            changes.AddRange(own.Where(f => f.IsChanged && f.Endpoints.Count > 0).Select(f => new SliceChange(f.Slice.Name, family, group.Ports, f.Endpoints)));
            gone.AddRange(own.Where(f => f.Endpoints.Count == 0).Select(f => f.Slice));
            made.AddRange(Remaining(own, group).Chunk(limit).Select(c => new SliceChange(null, family, group.Ports, c)));
        }

        if (wanted.Sum(g => g.Endpoints.Count) == 0)
        {
            if (gone.Find(s => s.Ports.IsEmpty && s.Endpoints.Count == 0) is { } empty)
            {
                gone.Remove(empty);
            }
            else
            {
                made.Add(new SliceChange(null, family, PortList.Empty, []));
            }
        }

        // one that goes becomes one that is new: a write less, and nobody sees the Service without slices
        changes.AddRange(made.Select((change, i) => i < gone.Count ? change with { Name = gone[i].Name } : change));
        changes.AddRange(gone.Skip(made.Count).Select(Delete));
    }

    // what is new goes first where something is written anyway
    private void Keep(List<Filling> own, SliceGroup group)
    {
        var wanted = group.Endpoints.ToDictionary(Key, StringComparer.Ordinal);
        foreach (var filling in own)
        {
            filling.Take(wanted);
        }

        var left = new Queue<JsonObject>(group.Endpoints.Where(e => wanted.ContainsKey(Key(e))));
        foreach (var filling in own.OrderByDescending(f => f.IsChanged))
        {
            while (left.Count > 0 && filling.Endpoints.Count < limit)
            {
                filling.Add(left.Dequeue());
            }
        }
    }

    private static IEnumerable<JsonObject> Remaining(List<Filling> own, SliceGroup group)
    {
        var placed = own.SelectMany(f => f.Endpoints).Select(Key).ToHashSet(StringComparer.Ordinal);
        return group.Endpoints.Where(e => !placed.Contains(Key(e)));
    }

    private static SliceChange Delete(SliceView slice) => new(slice.Name, slice.AddressType, slice.Ports, null);

    private static string Key(JsonObject endpoint) =>
        $"{JsonNodes.GetString(endpoint, "targetRef", "uid")} {string.Join(',', JsonNodes.StringList(endpoint["addresses"]))}";

    private sealed class Filling(SliceView slice)
    {
        public SliceView Slice => slice;

        public List<JsonObject> Endpoints { get; } = [];

        public bool IsChanged { get; private set; }

        public void Take(Dictionary<string, JsonObject> wanted)
        {
            foreach (var endpoint in slice.Endpoints)
            {
                if (wanted.Remove(Key(endpoint), out var now))
                {
                    Endpoints.Add(now);
                    IsChanged |= !JsonNodes.DeepEqual(endpoint, now);
                }
                else
                {
                    IsChanged = true;
                }
            }
        }

        public void Add(JsonObject endpoint)
        {
            Endpoints.Add(endpoint);
            IsChanged = true;
        }
    }
}
