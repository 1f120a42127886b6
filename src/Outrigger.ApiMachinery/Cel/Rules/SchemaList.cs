using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>
/// A list that a schema describes. Sets are equal in whatever order, and <c>a + b</c> has no item twice; so are maps, where an item of
/// <c>b</c> takes the place of that with the same keys.
/// </summary>
internal sealed class SchemaList(JsonArray list, Schema schema, DecodedTexts decoded) : CelList
{
    private readonly Schema element = schema.Element!;

    public override int Count => list.Count;

    public override CelValue this[int index] => SchemaValues.Of(list[index], element, element.EmbeddedResource, decoded);

    internal override bool IsEqual(CelList other, CelBudget budget)
    {
        if (schema.ListType == ListType.Atomic)
        {
            return base.IsEqual(other, budget);
        }

        if (Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            var own = this[i];
            var at = Find(other, own, budget);
            if (at < 0 || !CelEquality.AreEqual(own, other[at], budget))
            {
                return false;
            }
        }

        return true;
    }

    internal override CelList Add(CelList other, CelBudget budget)
    {
        if (schema.ListType == ListType.Atomic)
        {
            return base.Add(other, budget);
        }

        budget.Take((long)Count + other.Count);
        var items = new List<CelValue>(Count + other.Count);
        for (var i = 0; i < Count; i++)
        {
            items.Add(this[i]);
        }

        for (var i = 0; i < other.Count; i++)
        {
            var at = Find(this, other[i], budget);
            if (at >= 0)
            {
                items[at] = other[i];
            }
            else
            {
                items.Add(other[i]);
            }
        }

        return new ArrayList([.. items]);
    }

    private int Find(CelList within, CelValue item, CelBudget budget)
    {
        for (var i = 0; i < within.Count; i++)
        {
            budget.Step();
            if (schema.ListType == ListType.Set ? CelEquality.AreEqual(within[i], item, budget) : HaveSameKeys(within[i], item, budget))
            {
                return i;
            }
        }

        return -1;
    }

    private bool HaveSameKeys(CelValue a, CelValue b, CelBudget budget)
    {
        if (a.Kind != CelValueKind.Map || b.Kind != CelValueKind.Map)
        {
            return false;
        }

        foreach (var key in schema.ListMapKeys)
        {
            var name = FieldNames.Escape(key) ?? key;
            var isThere = a.AsMap.TryGet(name, out var own);
            if (isThere != b.AsMap.TryGet(name, out var theirs) || (isThere && !CelEquality.AreEqual(own, theirs, budget)))
            {
                return false;
            }
        }

        return true;
    }
}
