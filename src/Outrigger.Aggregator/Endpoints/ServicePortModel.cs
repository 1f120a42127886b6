namespace Outrigger.Aggregator.Endpoints;

/// <summary>A port of a Service. The name, which may be empty, leads to the port of the EndpointSlices.</summary>
internal sealed record ServicePortModel(string Name, int Port);
