using System.Text.Json.Nodes;
using Outrigger.Server.Catalog;

namespace Outrigger.Server.Discovery;

/// <summary>The groups and their versions, as v1 APIVersions, APIGroupList and APIGroup.</summary>
internal static class GroupTrees
{
    /// <summary>/api: the versions of the core group and where the server is.</summary>
    public static JsonObject CoreVersions(IReadOnlyList<CatalogGroupVersion> core, string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = DiscoveryOrder.Texts(core.Select(v => v.GroupVersion.Version)),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject
        {
            ["clientCIDR"] = "0.0.0.0/0",
            ["serverAddress"] = serverAddress,
        }),
    };

    /// <summary>/apis: every group but the core group.</summary>
    public static JsonObject GroupList(CatalogSnapshot catalog) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. catalog.Groups.Where(g => g[0].GroupVersion.Group.Length > 0).Select(g => Fill([], g))]),
    };

    /// <summary>/apis/GROUP.</summary>
    public static JsonObject Group(IReadOnlyList<CatalogGroupVersion> versions) =>
        Fill(new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" }, versions);

    private static JsonObject Fill(JsonObject tree, IReadOnlyList<CatalogGroupVersion> versions)
    {
        tree["name"] = versions[0].GroupVersion.Group;
        tree["versions"] = new JsonArray([.. versions.Select(Version)]);
        tree["preferredVersion"] = Version(versions[0]);
        return tree;
    }

    private static JsonObject Version(CatalogGroupVersion version) => new()
    {
        ["groupVersion"] = version.GroupVersion.ToString(),
        ["version"] = version.GroupVersion.Version,
    };
}
