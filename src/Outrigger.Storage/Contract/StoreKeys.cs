using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Storage.Contract;

/// <summary>
/// The layout of keys: <c>GROUP/RESOURCE/NAMESPACE/NAME</c>, or <c>GROUP/RESOURCE/NAME</c> for cluster-scoped resources.
/// The core group is written <c>core</c>. Every prefix ends in a slash, so that one resource never reads another (CVE-2022-3162).
/// </summary>
public static class StoreKeys
{
    /// <summary>The prefix of all objects of a resource.</summary>
    public static string Prefix(GroupResource resource) =>
        resource.Group.Length == 0 ? $"core/{resource.Resource}/" : $"{resource.Group}/{resource.Resource}/";

    /// <summary>The prefix of a resource's objects in one namespace; all of them when <paramref name="ns"/> is empty.</summary>
    public static string Prefix(GroupResource resource, string ns) =>
        ns.Length == 0 ? Prefix(resource) : $"{Prefix(resource)}{ns}/";

    /// <summary>The key of one object; <paramref name="ns"/> is empty for cluster-scoped resources.</summary>
    public static string Key(GroupResource resource, string ns, string name) => Prefix(resource, ns) + name;

    /// <summary>Whether a query's prefix means this key: everything, a prefix that ends in a slash, or the very key.</summary>
    public static bool Covers(string prefix, string key) =>
        prefix.Length == 0 || (prefix[^1] == '/' ? key.StartsWith(prefix, StringComparison.Ordinal) : string.Equals(key, prefix, StringComparison.Ordinal));
}
