using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.CustomMetrics.Api;

/// <summary>
/// The one entry of a group's discovery, whatever metrics there are: discovery is read by every client, and metrics may be thousands that
/// change all the time (custom-metrics-apiserver's default providers say the same).
/// </summary>
/// <param name="Resource">Empty where the metrics are subresources.</param>
/// <param name="Subresource">Empty where the metrics are resources.</param>
/// <param name="IsNamespaced">Its scope.</param>
/// <param name="Kind">The kind of the answers.</param>
internal sealed record DiscoveryEntry(string Resource, string Subresource, bool IsNamespaced, string Kind)
{
    /// <summary>Custom metrics.</summary>
    public static DiscoveryEntry Custom { get; } = new("", "custommetrics", IsNamespaced: false, MetricsSchemas.CustomList);

    /// <summary>External metrics.</summary>
    public static DiscoveryEntry External { get; } = new("externalmetrics", "", IsNamespaced: true, MetricsSchemas.ExternalList);

    /// <summary>The APIResourceList of the group-version.</summary>
    public JsonObject ToList(GroupVersion version) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = version.ToString(),
        ["resources"] = new JsonArray(new JsonObject
        {
            ["name"] = Subresource.Length > 0 ? $"{Resource}/{Subresource}" : Resource,
            ["singularName"] = "",
            ["namespaced"] = IsNamespaced,
            ["kind"] = Kind,
            ["verbs"] = Verbs(),
        }),
    };

    /// <summary>The same for aggregated discovery (an APIVersionDiscovery), as kube-aggregator makes it out of the list.</summary>
    public byte[] ToAggregated(GroupVersion version)
    {
        var resource = new JsonObject { ["resource"] = Resource, ["responseKind"] = ResponseKind(Subresource.Length > 0 ? "" : Kind) };
        resource["scope"] = IsNamespaced ? "Namespaced" : "Cluster";
        resource["singularResource"] = "";
        if (Subresource.Length > 0)
        {
            resource["verbs"] = null;
            resource["subresources"] = new JsonArray(new JsonObject
            {
                ["subresource"] = Subresource,
                ["responseKind"] = ResponseKind(Kind),
                ["verbs"] = Verbs(),
            });
        }
        else
        {
            resource["verbs"] = Verbs();
        }

        return ObjectWriter.ToUtf8(new JsonObject { ["version"] = version.Version, ["resources"] = new JsonArray(resource) });
    }

    private static JsonArray Verbs() => new("get");

    private static JsonObject ResponseKind(string kind) => new() { ["group"] = "", ["version"] = "", ["kind"] = kind };
}
