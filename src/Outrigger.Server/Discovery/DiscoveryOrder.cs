using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Resources;

namespace Outrigger.Server.Discovery;

/// <summary>The orders in which Kubernetes tells verbs and subresources.</summary>
internal static class DiscoveryOrder
{
    private static readonly string[] CustomVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <summary>Alphabetical, as every Go API server tells them; custom resources have an order of their own.</summary>
    public static IEnumerable<string> Verbs(ServedResource resource) => resource.Origin == KindOrigin.Custom
        ? CustomVerbs.Where(v => resource.Kind.Verbs.Contains(v, StringComparer.Ordinal))
        : resource.Kind.Verbs;

    /// <summary>Alphabetical for built-in kinds, status before scale for the others.</summary>
    public static IEnumerable<SubresourceDefinition> Subresources(ServedResource resource) => resource.Origin == KindOrigin.BuiltIn
        ? resource.Kind.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal)
        : resource.Kind.Subresources.OrderBy(s => s.Name is "status" ? 0 : 1);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    public static void Add(JsonObject tree, string key, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            tree[key] = Texts(texts);
        }
    }
}
