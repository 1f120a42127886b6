namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A map or an object with fields, as expressions see it.</summary>
public abstract class CelMap
{
    public static CelMap Empty { get; } = new DictionaryMap(new Dictionary<CelValue, CelValue>(KeyComparer.Instance));

    public abstract int Count { get; }

    /// <summary>The keys, in an order that stays.</summary>
    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>Finds a value. A key of a type that the map cannot have is an error.</summary>
    public abstract bool TryGet(CelValue key, out CelValue value);

    /// <summary>Finds the value of a key that the expression names: <c>a.name</c>.</summary>
    public virtual bool TryGet(string name, out CelValue value) => TryGet(CelValue.FromString(name), out value);

    /// <summary>Whether two maps hold the same.</summary>
    internal virtual bool IsEqual(CelMap other, CelBudget budget)
    {
        if (Count != other.Count)
        {
            return false;
        }

        foreach (var key in Keys)
        {
            if (!TryGet(key, out var own) || !other.TryGet(key, out var theirs) || !CelEquality.AreEqual(own, theirs, budget))
            {
                return false;
            }
        }

        return true;
    }
}
