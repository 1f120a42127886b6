namespace Outrigger.ApiMachinery.Apply;

/// <summary>Keeps the number of updaters small: the oldest become one entry for each version.</summary>
internal static class ManagerCap
{
    /// <summary>How many updaters an object may have.</summary>
    public const int MaxUpdaters = 10;

    private const string Bucket = "ancient-changes";

    public static void Apply(ManagerTable table)
    {
        var updaters = table.Entries.Where(e => !e.Key.Applies).ToList();
        if (updaters.Count <= MaxUpdaters)
        {
            return;
        }

        updaters.Sort(OldestFirst);
        var left = updaters.Count;
        var firsts = new Dictionary<string, ManagerKey>(StringComparer.Ordinal);
        var merged = new Dictionary<string, Bundle>(StringComparer.Ordinal);
        for (var i = 0; i < updaters.Count && left > MaxUpdaters; i++)
        {
            var updater = updaters[i];
            var bucket = new ManagerKey(Bucket, Applies: false, updater.ApiVersion, "");
            if (firsts.TryAdd(updater.ApiVersion, updater.Key) || updater.Key == bucket)
            {
                continue;
            }

            if (!merged.TryGetValue(updater.ApiVersion, out var bundle))
            {
                var first = table.Find(bucket) ?? table.Find(firsts[updater.ApiVersion])!;
                table.Remove(first.Key);
                bundle = new Bundle([first.Fields], updater);
            }

            table.Remove(updater.Key);
            bundle.Fields.Add(updater.Fields);
            merged[updater.ApiVersion] = bundle with { Last = updater };
            left--;
        }

        foreach (var (version, bundle) in merged)
        {
            table.Set(bundle.Last with { Key = new ManagerKey(Bucket, Applies: false, version, ""), Fields = Union(bundle.Fields) });
        }
    }

    // In pairs, so that thousands of managers take no quadratic time.
    private static FieldSet Union(List<FieldSet> sets)
    {
        for (; sets.Count > 1; sets = [.. sets.Chunk(2).Select(two => two.Length == 2 ? two[0].Union(two[1]) : two[0])])
        {
        }

        return sets[0];
    }

    private static int OldestFirst(ManagedEntry a, ManagedEntry b) =>
        a.Seconds.CompareTo(b.Seconds) is var order and not 0 ? order : ManagerKey.Compare(a.Key, b.Key);

    private readonly record struct Bundle(List<FieldSet> Fields, ManagedEntry Last);
}
