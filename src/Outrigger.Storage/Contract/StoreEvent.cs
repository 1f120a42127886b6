namespace Outrigger.Storage.Contract;

/// <summary>One key's change. Events arrive in revision order; those of one commit share its revision.</summary>
/// <param name="Key">The changed key.</param>
/// <param name="Value">The new bytes; null when the key was deleted.</param>
/// <param name="Revision">The commit's revision.</param>
public readonly record struct StoreEvent(string Key, ReadOnlyMemory<byte>? Value, long Revision);
