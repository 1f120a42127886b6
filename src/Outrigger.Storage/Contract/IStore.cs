namespace Outrigger.Storage.Contract;

/// <summary>
/// The store contract: bytes under keys, one growing revision, range reads, compare-and-commit, change feed, compaction.
/// Knows nothing of objects. Implementations: memory (the reference), SQLite, etcd; proven by one contract kit.
/// </summary>
public interface IStore : IStoreReader, IStoreWriter, IStoreFeed, IAsyncDisposable;
