namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>
/// A map that a comprehension makes, an entry at a time: such maps share one table that is filled up in place, and each sees what was there
/// when it was made.
/// </summary>
internal sealed class GrowingMap : CelMap
{
    private readonly Dictionary<CelValue, int> places;
    private readonly List<(CelValue Key, CelValue Value)> entries;

    private GrowingMap(Dictionary<CelValue, int> places, List<(CelValue Key, CelValue Value)> entries)
    {
        this.places = places;
        this.entries = entries;
        Count = entries.Count;
    }

    public override int Count { get; }

    public override IEnumerable<CelValue> Keys => entries.Take(Count).Select(e => e.Key);

    /// <summary>The map with one entry more, whose key it does not have yet.</summary>
    public static GrowingMap Add(CelMap map, CelValue key, CelValue value, CelBudget budget)
    {
        if (map is GrowingMap own && own.Count == own.entries.Count)
        {
            budget.Take(1);
            return own.With(key, value);
        }

        budget.Take(map.Count + 1);
        var made = new GrowingMap(new Dictionary<CelValue, int>(KeyComparer.Instance), []);
        foreach (var old in map.Keys)
        {
            made = map.TryGet(old, out var kept) ? made.With(old, kept) : made;
        }

        return made.With(key, value);
    }

    public override bool TryGet(CelValue key, out CelValue value)
    {
        var isThere = places.TryGetValue(key, out var place) && place < Count;
        value = isThere ? entries[place].Value : default;
        return isThere;
    }

    private GrowingMap With(CelValue key, CelValue value)
    {
        places.Add(key, entries.Count);
        entries.Add((key, value));
        return new GrowingMap(places, entries);
    }
}
