namespace Outrigger.Storage.Contract;

/// <summary>One stored value.</summary>
/// <param name="Key">See <see cref="StoreKeys"/>.</param>
/// <param name="Value">The bytes as they were committed; never changed afterwards.</param>
/// <param name="CreateRevision">The revision of the commit that created the key.</param>
/// <param name="ModRevision">The revision of the last commit that changed it: the object's resourceVersion.</param>
public sealed record StoreRecord(string Key, ReadOnlyMemory<byte> Value, long CreateRevision, long ModRevision);
