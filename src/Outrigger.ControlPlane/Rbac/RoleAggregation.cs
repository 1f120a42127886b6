using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>
/// Fills the rules of aggregated cluster roles (admin, edit, view and custom ones) from the roles that their selectors choose. Every
/// change of a cluster role looks at all of them: there are few, and which depends on which is not known.
/// </summary>
internal sealed class RoleAggregation(LocalObjects objects, TimeProvider time, ILogger log) : IBackgroundLoop
{
    private readonly WorkQueue<string> queue = new("clusterrole-aggregation-controller", time, log);

    /// <inheritdoc/>
    public string Name => "clusterrole-aggregation-controller";

    /// <summary>The cluster roles; set before the loop runs.</summary>
    public ObjectFeed? ClusterRoles { get; set; }

    /// <summary>To be called when any cluster role changed.</summary>
    public void RolesChanged() => queue.Add("");

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => queue.RunAsync((_, token) => SyncAllAsync(token), cancellationToken);

    private async Task SyncAllAsync(CancellationToken cancellationToken)
    {
        var roles = (ClusterRoles?.Items ?? []).OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        foreach (var role in roles)
        {
            // few are aggregated: the others are not parsed
            if (role.Mentions("\"aggregationRule\""u8) && Selectors(role) is { Count: > 0 } selectors)
            {
                await SyncAsync(role, Gather(role, selectors, roles), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SyncAsync(StoredObject role, JsonArray rules, CancellationToken cancellationToken)
    {
        if (Same(role.ToTree()["rules"], rules))
        {
            return;
        }

        await objects.UpdateAsync(
            new ObjectAddress(RbacObjects.ClusterRoles, "", role.Name),
            current => current["rules"] = rules.DeepClone(),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rules of the chosen roles in the order of selectors and names, each once.</summary>
    internal static JsonArray Gather(StoredObject role, IReadOnlyList<LabelSelector> selectors, IReadOnlyList<StoredObject> all)
    {
        var rules = new JsonArray();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var selector in selectors)
        {
            foreach (var other in all.Where(r => !string.Equals(r.Name, role.Name, StringComparison.Ordinal) && selector.Matches(r.Labels)))
            {
                foreach (var rule in JsonNodes.GetArray(other.ToTree(), "rules") ?? [])
                {
                    // what is stored is in canonical order: the same text is the same rule
                    if (known.Add(ObjectWriter.ToText(rule)))
                    {
                        rules.Add(rule?.DeepClone());
                    }
                }
            }
        }

        return rules;
    }

    private static List<LabelSelector> Selectors(StoredObject role) =>
        [
            .. (JsonNodes.GetArray(role.ToTree(), "aggregationRule", "clusterRoleSelectors") ?? [])
                .OfType<JsonObject>()
                .Select(LabelSelector.FromLabelSelectorObject),
        ];

    private static bool Same(JsonNode? stored, JsonArray wanted) =>
        stored is JsonArray list ? JsonNodes.DeepEqual(list, wanted) : wanted.Count == 0;
}
