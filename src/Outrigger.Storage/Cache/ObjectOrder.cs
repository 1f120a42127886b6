using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>
/// Orders objects by their key within the resource, <c>NAMESPACE/NAME</c> or <c>NAME</c>, without keeping that key: it is what
/// the object's own namespace and name say.
/// </summary>
internal readonly struct ObjectOrder : ITreeOrder<StoredObject>
{
    public static int Compare(ReadOnlySpan<char> key, StoredObject item)
    {
        ReadOnlySpan<char> ns = item.Namespace;
        if (ns.IsEmpty)
        {
            return KeyOrder.Compare(key, item.Name);
        }

        var same = key.CommonPrefixLength(ns);
        if (same < ns.Length)
        {
            return same == key.Length ? -1 : KeyOrder.Compare(key[same], ns[same]);
        }

        if (key.Length == same)
        {
            return -1;
        }

        return key[same] == '/' ? KeyOrder.Compare(key[(same + 1)..], item.Name) : KeyOrder.Compare(key[same], '/');
    }

    public static int Hash(ReadOnlySpan<char> key)
    {
        var slash = key.IndexOf('/');
        return slash < 0 ? Hash(default, key) : Hash(key[..slash], key[(slash + 1)..]);
    }

    public static int Hash(StoredObject item) => Hash(item.Namespace, item.Name);

    private static int Hash(ReadOnlySpan<char> ns, ReadOnlySpan<char> name) => (string.GetHashCode(ns) * 31) ^ string.GetHashCode(name);
}
