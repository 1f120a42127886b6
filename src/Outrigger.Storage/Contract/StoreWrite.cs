namespace Outrigger.Storage.Contract;

/// <summary>One key's part of a commit.</summary>
/// <param name="Key">See <see cref="StoreKeys"/>.</param>
/// <param name="Value">The new bytes; null deletes the key.</param>
/// <param name="ExpectedRevision">The <see cref="StoreRecord.ModRevision"/> that the key must have; 0 = the key must not exist.</param>
/// <param name="TimeToLive">After this time the store deletes the key by itself (events); null for never.</param>
public sealed record StoreWrite(string Key, ReadOnlyMemory<byte>? Value, long ExpectedRevision, TimeSpan? TimeToLive = null);
