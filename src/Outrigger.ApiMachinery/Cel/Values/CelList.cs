namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A list as expressions see it.</summary>
public abstract class CelList
{
    public static CelList Empty { get; } = new ArrayList([]);

    public abstract int Count { get; }

    public abstract CelValue this[int index] { get; }

    /// <summary>How many lists stand within one another because they were added.</summary>
    internal virtual int Depth => 0;

    /// <summary>Whether an item equals the value.</summary>
    internal bool Contains(CelValue value, CelBudget budget) => IndexOf(value, budget) >= 0;

    /// <summary>Where the first item that equals the value is; -1 when there is none.</summary>
    internal int IndexOf(CelValue value, CelBudget budget)
    {
        for (var i = 0; i < Count; i++)
        {
            if (CelEquality.AreEqual(this[i], value, budget))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>This list with another one behind it.</summary>
    internal virtual CelList Add(CelList other, CelBudget budget) =>
        other.Count == 0 ? this : Count == 0 ? other : ListJoiner.Join(this, other, budget);

    /// <summary>Whether two lists hold the same in the same order; lists of a schema with a type of their own compare otherwise.</summary>
    internal virtual bool IsEqual(CelList other, CelBudget budget)
    {
        if (Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!CelEquality.AreEqual(this[i], other[i], budget))
            {
                return false;
            }
        }

        return true;
    }
}
