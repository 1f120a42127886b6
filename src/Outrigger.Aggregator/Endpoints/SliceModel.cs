using System.Collections.Immutable;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>What the aggregator needs to know of an EndpointSlice.</summary>
/// <param name="Namespace">Its namespace, which is the Service's too.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Service">The Service that its label names; empty for none.</param>
/// <param name="Family"><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</param>
/// <param name="Addresses">The first address of every ready endpoint.</param>
/// <param name="Ports">Port numbers by name; ports without a number are left out.</param>
internal sealed record SliceModel(
    string Namespace, string Name, string Service, string Family, ImmutableArray<string> Addresses, ImmutableArray<ServicePortModel> Ports)
{
    /// <summary>The Service it belongs to.</summary>
    public ServiceKey Key => new(Namespace, Service);
}
