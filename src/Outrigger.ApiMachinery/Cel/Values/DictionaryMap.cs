namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A map that an expression made. Keys are numbers, texts or truth values; 1, 1u and 1.0 are one key.</summary>
internal sealed class DictionaryMap(Dictionary<CelValue, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys;

    public override bool TryGet(CelValue key, out CelValue value) => entries.TryGetValue(key, out value);

    /// <summary>This map with one entry more.</summary>
    public DictionaryMap With(CelValue key, CelValue value, CelBudget budget)
    {
        budget.Take(Count + 1);
        return new DictionaryMap(new Dictionary<CelValue, CelValue>(entries, KeyComparer.Instance) { [key] = value });
    }
}
