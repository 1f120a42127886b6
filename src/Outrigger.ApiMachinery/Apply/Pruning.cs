using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Removes what a manager applied the last time, does not apply any more, and nobody else owns.</summary>
/// <param name="versions">The versions that managers may have written.</param>
/// <param name="kind">The version of the request.</param>
/// <param name="table">Everybody who owns something now, the applier with its new configuration among them.</param>
internal sealed class Pruning(KindVersions versions, KindSchema kind, ManagerTable table)
{
    /// <summary>Returns the object without what is to go; may change it in place.</summary>
    public async ValueTask<JsonObject> PruneAsync(
        JsonObject merged, ManagedEntry last, FieldSet fields, CancellationToken cancellationToken)
    {
        // What is applied again cannot go.
        var sameVersion = string.Equals(last.ApiVersion, kind.ApiVersion, StringComparison.Ordinal);
        if (last.Fields.IsEmpty || (sameVersion && last.Fields.Except(fields).IsEmpty))
        {
            return merged;
        }

        var version = versions.Find(last.ApiVersion)!;
        var full = await versions.ConvertAsync(merged, kind, version, cancellationToken).ConfigureAwait(false);
        var pruned = (JsonObject)full.DeepClone();
        ItemRemover.Remove(pruned, NamedFields.Complete(last.Fields, version.Root), version.Root);
        pruned = await AddBackOwnedAsync(full, pruned, version, cancellationToken).ConfigureAwait(false);
        AddBackDangling(full, pruned, last, version);
        return await versions.ConvertAsync(full, version, kind, cancellationToken).ConfigureAwait(false);
    }

    // Others own parts of what was removed; the version of the last apply first, for conversions may need what it has.
    private async ValueTask<JsonObject> AddBackOwnedAsync(
        JsonObject full, JsonObject pruned, KindSchema version, CancellationToken cancellationToken)
    {
        var at = version;
        foreach (var group in table.Entries.GroupBy(e => e.ApiVersion, StringComparer.Ordinal)
            .OrderBy(g => string.Equals(g.Key, version.ApiVersion, StringComparison.Ordinal) ? 0 : 1).ToList())
        {
            var owned = group.Aggregate(FieldSet.Empty, static (all, entry) => all.Union(entry.Fields));
            var next = versions.Find(group.Key)!;
            full = await versions.ConvertAsync(full, at, next, cancellationToken).ConfigureAwait(false);
            pruned = await versions.ConvertAsync(pruned, at, next, cancellationToken).ConfigureAwait(false);
            at = next;
            var gone = Named(full, at).Except(Named(pruned, at).Union(NamedFields.Complete(owned, at.Root)));
            pruned = (JsonObject)full.DeepClone();
            ItemRemover.Remove(pruned, gone, at.Root);
        }

        return await versions.ConvertAsync(pruned, at, version, cancellationToken).ConfigureAwait(false);
    }

    // Of what is gone now, only what the manager owned may go: all else stands in the object and is nobody's, or an updater's.
    private static void AddBackDangling(JsonObject full, JsonObject pruned, ManagedEntry last, KindSchema version)
    {
        var gone = Named(full, version).Except(Named(pruned, version)).Intersect(NamedFields.Complete(last.Fields, version.Root));
        ItemRemover.Remove(full, gone, version.Root);
    }

    private static FieldSet Named(JsonObject obj, KindSchema version) =>
        NamedFields.Complete(FieldCollector.Collect(obj, version.Root), version.Root);
}
