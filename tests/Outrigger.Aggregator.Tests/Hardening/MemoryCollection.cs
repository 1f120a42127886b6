namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>Tests that measure memory run alone.</summary>
[CollectionDefinition(nameof(MemoryCollection), DisableParallelization = true)]
public sealed class MemoryCollection;
