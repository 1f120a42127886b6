namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A map that an expression made. Keys are numbers, texts or truth values; 1, 1u and 1.0 are one key.</summary>
internal sealed class DictionaryMap(Dictionary<CelValue, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys;

    public override bool TryGet(CelValue key, out CelValue value) => entries.TryGetValue(key, out value);
}
