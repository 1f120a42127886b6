using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Limits;

/// <summary>Quantities by the names of what they measure: a ResourceList.</summary>
internal sealed class ResourceAmounts : SortedDictionary<string, Quantity>
{
    public ResourceAmounts()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Reads a list; what is no quantity is left out, as validation refuses it.</summary>
    public static ResourceAmounts Read(JsonNode? list)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, value) in list as JsonObject ?? [])
        {
            if (Quantity.TryParse(JsonNodes.AsString(value) ?? ObjectWriter.ToText(value), out var amount, out _))
            {
                amounts[name] = amount;
            }
        }

        return amounts;
    }

    /// <summary>Adds every amount of another list.</summary>
    public ResourceAmounts Add(ResourceAmounts other)
    {
        foreach (var (name, amount) in other)
        {
            this[name] = TryGetValue(name, out var own) ? own + amount : amount;
        }

        return this;
    }

    /// <summary>Takes every amount of another list that is larger.</summary>
    public ResourceAmounts Raise(ResourceAmounts other)
    {
        foreach (var (name, amount) in other)
        {
            this[name] = TryGetValue(name, out var own) && own >= amount ? own : amount;
        }

        return this;
    }

    public ResourceAmounts Copy() => new ResourceAmounts().Add(this);
}
