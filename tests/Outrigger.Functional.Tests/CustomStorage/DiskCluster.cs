namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary>With the computed kind.</summary>
public sealed class DiskCluster() : SampleCluster("ComputedApiServer", "computed.example.com");
