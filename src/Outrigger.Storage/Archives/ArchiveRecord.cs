namespace Outrigger.Storage.Archives;

/// <summary>One object of an archive.</summary>
/// <param name="Key">See <see cref="Contract.StoreKeys"/>.</param>
/// <param name="Revision">The revision that it had where it came from; for information, it gets another one.</param>
/// <param name="Value">The stored bytes.</param>
/// <param name="Expires">When it ends by itself; null for never.</param>
internal sealed record ArchiveRecord(string Key, long Revision, ReadOnlyMemory<byte> Value, DateTimeOffset? Expires);
