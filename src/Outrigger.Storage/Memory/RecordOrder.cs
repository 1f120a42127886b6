using Outrigger.Storage.Contract;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Memory;

/// <summary>Orders records by their key.</summary>
internal readonly struct RecordOrder : ITreeOrder<StoreRecord>
{
    public static int Compare(ReadOnlySpan<char> key, StoreRecord item) => KeyOrder.Compare(key, item.Key);

    public static int Hash(ReadOnlySpan<char> key) => string.GetHashCode(key);

    public static int Hash(StoreRecord item) => Hash(item.Key);
}
