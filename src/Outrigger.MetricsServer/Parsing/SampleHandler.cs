namespace Outrigger.MetricsServer.Parsing;

/// <summary>Takes a sample; its names are good only during the call.</summary>
internal delegate void SampleHandler(in ResourceSample sample);
