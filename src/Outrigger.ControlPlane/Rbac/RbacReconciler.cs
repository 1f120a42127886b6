using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>
/// Puts the bootstrap roles and bindings in place at start: creates what is missing and adds rules and subjects that are missing
/// from what is there, unless its annotation <see cref="AutoUpdate"/> is <c>false</c>. What somebody added stays.
/// </summary>
internal sealed class RbacReconciler(LocalObjects objects)
{
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    /// <summary>Puts all of them at once: the store takes what waits in one transaction.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(BootstrapPolicy.Load().Select(o => PutAsync(o.Key, o.Value, cancellationToken)));

    /// <summary>Makes <paramref name="stored"/> cover <paramref name="wanted"/>.</summary>
    internal static void Merge(JsonObject stored, JsonObject wanted)
    {
        if (MetadataView.Of(stored).Annotation(AutoUpdate) is "false")
        {
            return;
        }

        AddMissing(stored, wanted, "annotations");
        AddMissing(stored, wanted, "labels");
        if (wanted.ContainsKey("roleRef"))
        {
            MergeSubjects(stored, wanted);
        }
        else
        {
            MergeRules(stored, wanted);
        }
    }

    private async Task PutAsync(GroupVersionResource resource, JsonObject wanted, CancellationToken cancellationToken)
    {
        var (ns, name) = RbacObjects.KeyOf(wanted);
        var stored = await objects.FindAsync(resource, ns, name, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            await objects.TryCreateAsync(resource, ns, (JsonObject)wanted.DeepClone(), cancellationToken).ConfigureAwait(false);
            return;
        }

        // Most starts find everything in place: then nothing is written.
        var merged = stored.ToTree();
        Merge(merged, wanted);
        if (!JsonNodes.DeepEqual(merged, stored.ToTree()))
        {
            var target = new ObjectAddress(resource, ns, name);
            await objects.UpdateAsync(target, current => Merge(current, wanted), cancellationToken).ConfigureAwait(false);
        }
    }

    // What is there already wins.
    private static void AddMissing(JsonObject stored, JsonObject wanted, string map)
    {
        foreach (var (key, value) in JsonNodes.StringMap(wanted["metadata"]![map]))
        {
            var entries = JsonNodes.Ensure(JsonNodes.Ensure(stored, "metadata"), map);
            entries.TryAdd(key, value);
        }
    }

    private static void MergeRules(JsonObject stored, JsonObject wanted)
    {
        var missing = RuleCoverage.Missing(PolicyRule.ReadAll(stored["rules"]), PolicyRule.ReadAll(wanted["rules"]), CancellationToken.None).ToList();
        if (missing.Count > 0)
        {
            AddAll(stored, "rules", missing.Select(r => r.ToJson()));
        }

        if (wanted["aggregationRule"] is not { } aggregation)
        {
            stored.Remove("aggregationRule");
        }
        else
        {
            var own = JsonNodes.Ensure(stored, "aggregationRule");
            AddMissingItems(own, "clusterRoleSelectors", JsonNodes.GetArray((JsonObject)aggregation, "clusterRoleSelectors"));
        }
    }

    private static void MergeSubjects(JsonObject stored, JsonObject wanted) =>
        AddMissingItems(stored, "subjects", JsonNodes.GetArray(wanted, "subjects"));

    private static void AddMissingItems(JsonObject stored, string name, JsonArray? wanted)
    {
        var there = JsonNodes.GetArray(stored, name) ?? [];
        var missing = (wanted ?? []).OfType<JsonObject>().Where(w => !there.Any(t => JsonNodes.DeepEqual(t, w))).ToList();
        if (missing.Count > 0)
        {
            AddAll(stored, name, missing.Select(m => (JsonObject)m.DeepClone()));
        }
    }

    private static void AddAll(JsonObject parent, string name, IEnumerable<JsonObject> items)
    {
        var list = JsonNodes.EnsureArray(parent, name);
        foreach (var item in items)
        {
            list.Add((JsonNode)item);
        }
    }
}
