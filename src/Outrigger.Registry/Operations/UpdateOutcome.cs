using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Operations;

/// <summary>What an update did.</summary>
/// <param name="Object">The object as it is now.</param>
/// <param name="Created">True when there was none before (answered with 201).</param>
public sealed record UpdateOutcome(StoredObject Object, bool Created);
