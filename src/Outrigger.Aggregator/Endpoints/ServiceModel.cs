using System.Collections.Immutable;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>What the aggregator needs to know of a Service.</summary>
/// <param name="Key">Its namespace and name.</param>
/// <param name="Type"><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</param>
/// <param name="Ports">Its ports with their names.</param>
/// <param name="PrimaryFamily"><c>IPv4</c> or <c>IPv6</c>; empty when it does not say.</param>
internal sealed record ServiceModel(ServiceKey Key, string Type, ImmutableArray<ServicePortModel> Ports, string PrimaryFamily);
