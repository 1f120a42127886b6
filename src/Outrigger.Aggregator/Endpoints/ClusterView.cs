using System.Collections.Immutable;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>The Services and EndpointSlices at one moment; immutable.</summary>
internal sealed record ClusterView
{
    public static ClusterView Empty { get; } = new();

    public ImmutableDictionary<ServiceKey, ServiceModel> Services { get; init; } = ImmutableDictionary<ServiceKey, ServiceModel>.Empty;

    /// <summary>The slices of each Service by their own name.</summary>
    public ImmutableDictionary<ServiceKey, ImmutableDictionary<string, SliceModel>> Slices { get; init; } =
        ImmutableDictionary<ServiceKey, ImmutableDictionary<string, SliceModel>>.Empty;

    /// <summary>The slices of a Service.</summary>
    public IEnumerable<SliceModel> SlicesOf(ServiceKey service) => Slices.TryGetValue(service, out var slices) ? slices.Values : [];

    /// <summary>Adds or replaces a slice. One that moved to another Service must be removed first.</summary>
    public ClusterView With(SliceModel slice) => this with
    {
        Slices = Slices.SetItem(
            slice.Key,
            Slices.GetValueOrDefault(slice.Key, ImmutableDictionary<string, SliceModel>.Empty).SetItem(slice.Name, slice)),
    };

    /// <summary>Removes a slice.</summary>
    public ClusterView Without(SliceModel slice)
    {
        if (!Slices.TryGetValue(slice.Key, out var siblings))
        {
            return this;
        }

        var rest = siblings.Remove(slice.Name);
        return this with { Slices = rest.IsEmpty ? Slices.Remove(slice.Key) : Slices.SetItem(slice.Key, rest) };
    }
}
