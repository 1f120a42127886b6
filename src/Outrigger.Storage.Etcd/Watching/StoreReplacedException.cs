namespace Outrigger.Storage.Etcd.Watching;

/// <summary>The store's marker was written anew: somebody imported another state, whose revisions are other ones.</summary>
internal sealed class StoreReplacedException(string prefix)
    : Exception($"the store {prefix} in etcd was replaced by an import: start this server again");
