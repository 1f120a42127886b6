namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// The order of a merged list: live items stay in their order, applied items in theirs, each applied item as early as both allow.
/// </summary>
internal static class ItemOrder
{
    /// <summary>The places to take items from: of the applied list, or of the live one where <c>Applied</c> is -1.</summary>
    public static List<(int Live, int Applied)> Of(ItemIndex live, ItemIndex applied)
    {
        var result = new List<(int, int)>(live.Elements.Length + applied.Elements.Length);
        var shared = Shared(live, applied);
        var taken = new bool[applied.Elements.Length];
        int l = 0, a = 0, next = 0;
        while (l < live.Elements.Length || a < applied.Elements.Length)
        {
            if (l < live.Elements.Length)
            {
                var place = applied.Find(live.Elements[l]);
                if (place < 0)
                {
                    result.Add((l++, -1));
                    continue;
                }

                var at = applied.Sorted[place].At;
                if (a < applied.Elements.Length && at != a && next < shared.Count && shared[next] != at)
                {
                    // Shared, but not the one whose turn it is.
                    l++;
                    continue;
                }

                if (a == applied.Elements.Length || at == a || taken[at])
                {
                    l++;
                }
            }

            if (a < applied.Elements.Length)
            {
                taken[a] = true;
                result.Add((-1, a));
                next += next < shared.Count && shared[next] == a ? 1 : 0;
                a++;
            }
        }

        return result;
    }

    private static List<int> Shared(ItemIndex live, ItemIndex applied)
    {
        var shared = new List<int>();
        for (var i = 0; i < applied.Elements.Length; i++)
        {
            if (live.Find(applied.Elements[i]) >= 0)
            {
                shared.Add(i);
            }
        }

        return shared;
    }
}
