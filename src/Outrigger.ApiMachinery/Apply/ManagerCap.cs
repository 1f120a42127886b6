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
        for (var i = 0; i < updaters.Count && left > MaxUpdaters; i++)
        {
            var updater = updaters[i];
            var bucket = new ManagerKey(Bucket, Applies: false, updater.ApiVersion, "");
            if (firsts.TryAdd(updater.ApiVersion, updater.Key) || updater.Key == bucket)
            {
                continue;
            }

            var first = table.Find(bucket) ?? table.Find(firsts[updater.ApiVersion])!;
            table.Remove(first.Key);
            table.Remove(updater.Key);
            table.Set(updater with { Key = bucket, Fields = updater.Fields.Union(first.Fields) });
            left--;
        }
    }

    private static int OldestFirst(ManagedEntry a, ManagedEntry b) =>
        a.Seconds.CompareTo(b.Seconds) is var order and not 0 ? order : ManagerKey.Compare(a.Key, b.Key);
}
