using Outrigger.Registry.Strategies;

namespace Outrigger.Aggregator.Tests.Module;

/// <summary>A kind without rules.</summary>
internal sealed class PlainStrategy : ResourceStrategy;
