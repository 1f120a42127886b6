namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>
/// Lists one behind the other, as <c>a + b</c> makes them. Comprehensions add an item at a time: such lists share one array that is filled
/// up in place. Large ones are not copied, only referred to: a list that is added to itself again and again takes no memory.
/// </summary>
internal static class ListJoiner
{
    private const int Small = 64;
    private const int MaxDepth = 24;

    public static CelList Join(CelList first, CelList second, CelBudget budget)
    {
        var count = (long)first.Count + second.Count;
        if (count > int.MaxValue)
        {
            throw new CelCostException();
        }

        if (first is GrowingList list && list.TryAppend(second, budget) is { } longer)
        {
            return longer;
        }

        var isSmall = count <= Small || (second.Count <= Small && first is GrowingList);
        return isSmall || Math.Max(first.Depth, second.Depth) >= MaxDepth
            ? GrowingList.Of(first, second, budget)
            : new TwoLists(first, second);
    }

    private sealed class TwoLists(CelList first, CelList second) : CelList
    {
        private readonly int split = first.Count;

        public override int Count { get; } = first.Count + second.Count;

        internal override int Depth { get; } = Math.Max(first.Depth, second.Depth) + 1;

        public override CelValue this[int index] => index < split ? first[index] : second[index - split];
    }

    private sealed class GrowingList(GrowingList.Store store, int count) : CelList
    {
        public override int Count => count;

        public override CelValue this[int index] => store.Items[index];

        public static GrowingList Of(CelList first, CelList second, CelBudget budget)
        {
            var count = first.Count + second.Count;
            budget.Take(count);
            var made = new Store { Items = new CelValue[Math.Max(count, 4)] };
            made.Append(first);
            made.Append(second);
            return new GrowingList(made, count);
        }

        // Null when somebody else's list goes on in the array, or the other one is too long to be copied.
        public GrowingList? TryAppend(CelList second, CelBudget budget)
        {
            if (store.Count != count || second.Count > Small)
            {
                return null;
            }

            budget.Take(second.Count);
            store.Append(second);
            return new GrowingList(store, count + second.Count);
        }

        internal sealed class Store
        {
            public required CelValue[] Items { get; set; }

            public int Count { get; private set; }

            public void Append(CelList list)
            {
                if (Count + list.Count > Items.Length)
                {
                    var wider = new CelValue[Math.Max(Count + list.Count, Items.Length * 2)];
                    Items.AsSpan(0, Count).CopyTo(wider);
                    Items = wider;
                }

                for (var i = 0; i < list.Count; i++)
                {
                    Items[Count + i] = list[i];
                }

                Count += list.Count;
            }
        }
    }
}
