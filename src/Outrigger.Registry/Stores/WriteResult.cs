using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>What a write of one object came to.</summary>
/// <param name="Object">The object under its new revision (the last state of a removed one); null when the version check failed.</param>
/// <param name="Current">What is there when the check failed; null for nothing.</param>
internal readonly record struct WriteResult(StoredObject? Object, StoredObject? Current);
