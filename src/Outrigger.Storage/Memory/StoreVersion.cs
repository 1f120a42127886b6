using Outrigger.Storage.Contract;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Memory;

/// <summary>The whole store after one commit, and what that commit changed.</summary>
internal sealed record StoreVersion(long Revision, SortedTree<StoreRecord, RecordOrder> Records, IReadOnlyList<StoreEvent> Events);
