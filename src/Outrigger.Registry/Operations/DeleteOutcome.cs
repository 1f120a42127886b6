using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Operations;

/// <summary>What a delete did.</summary>
/// <param name="Object">The object as it was last.</param>
/// <param name="Gone">True when it is removed; false when finalizers or a grace period keep it (its deletionTimestamp is set).</param>
/// <param name="ShowsObject">Whether the client is shown the object although it is gone, as some kinds do; else a Status.</param>
public sealed record DeleteOutcome(StoredObject Object, bool Gone, bool ShowsObject = false);
