using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Who owns what after a write (structured-merge-diff merge.Updater). All objects are in the version of <c>kind</c>.
/// </summary>
/// <param name="versions">The versions that managers may have written.</param>
/// <param name="kind">The version of the request.</param>
/// <param name="reset">What the server ignores of the request: never owned through it.</param>
internal sealed class Ownership(KindVersions versions, KindSchema kind, FieldSet reset)
{
    // What belongs to nobody: the identity of an object and what the server keeps of it.
    private static readonly FieldSet Unowned = Strip();

    /// <summary>An update: all others lose what it changed or removed. Returns what the updater gains.</summary>
    public async ValueTask<FieldSet> UpdateAsync(ManagerTable table, JsonObject live, JsonObject obj, CancellationToken cancellationToken)
    {
        Reconcile(table);
        var differences = new VersionDifferences(versions, kind, reset);
        var own = await differences.OfAsync(kind, live, obj, cancellationToken).ConfigureAwait(false);
        await TakeAsync(table, null, differences, live, obj, cancellationToken).ConfigureAwait(false);
        return own.Set.Except(Unowned);
    }

    /// <summary>Merges a configuration into the live object and makes its manager the owner of what it names.</summary>
    public async ValueTask<Merged> ApplyAsync(
        ManagerTable table, JsonObject live, JsonObject config, ManagerKey manager, bool force, CancellationToken cancellationToken)
    {
        Reconcile(table);
        var merged = ObjectMerger.Merge(live, config, kind.Root);
        var last = table.Find(manager);
        var fields = FieldCollector.Collect(config, kind.Root).ExceptBelow(reset);
        var entry = new ManagedEntry(manager, kind.ApiVersion, last?.Time, fields);
        table.Set(entry);
        if (last is not null)
        {
            var pruner = new Pruning(versions, kind, table);
            merged = await pruner.PruneAsync(merged, last, fields, cancellationToken).ConfigureAwait(false);
        }

        var differences = new VersionDifferences(versions, kind, reset);
        if (!force && await ConflictsAsync(table, manager, differences, live, merged, cancellationToken).ConfigureAwait(false) is { } conflicts)
        {
            return new Merged(merged, Changed: false, conflicts);
        }

        await TakeAsync(table, manager, differences, live, merged, cancellationToken).ConfigureAwait(false);
        table.Set(entry with { Fields = fields.Except(Unowned) });
        return new Merged(merged, !JsonNodes.DeepEqual(live, merged), null);
    }

    private static FieldSet Strip()
    {
        string[] metadata =
        [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion",
        ];
        var set = FieldSet.OfFields("apiVersion").Union(FieldSet.OfFields("kind")).Union(FieldSet.OfFields("metadata"));
        return metadata.Aggregate(set, (all, name) => all.Union(FieldSet.OfFields("metadata", name)));
    }

    // Versions that are not served any more own nothing.
    private void Reconcile(ManagerTable table) => table.Transform(entry => versions.Find(entry.ApiVersion) is { } version
        ? SchemaReconciler.Reconcile(entry.Fields, version.Root)
        : FieldSet.Empty);

    private async ValueTask<IReadOnlyList<Conflict>?> ConflictsAsync(
        ManagerTable table,
        ManagerKey manager,
        VersionDifferences differences,
        JsonObject live,
        JsonObject merged,
        CancellationToken cancellationToken)
    {
        List<Conflict>? conflicts = null;
        foreach (var other in table.Entries)
        {
            if (other.Key != manager)
            {
                var version = versions.Find(other.ApiVersion)!;
                var difference = await differences.OfAsync(version, live, merged, cancellationToken).ConfigureAwait(false);
                var lost = other.Fields.Intersect(difference.Set);
                if (!lost.IsEmpty)
                {
                    (conflicts ??= []).Add(new Conflict(other.Key, lost));
                }
            }
        }

        conflicts?.Sort(static (a, b) => ManagerKey.Compare(a.Manager, b.Manager));
        return conflicts;
    }

    private async ValueTask TakeAsync(
        ManagerTable table,
        ManagerKey? manager,
        VersionDifferences differences,
        JsonObject live,
        JsonObject obj,
        CancellationToken cancellationToken)
    {
        foreach (var other in table.Entries.ToArray())
        {
            if (other.Key != manager)
            {
                var version = versions.Find(other.ApiVersion)!;
                var difference = await differences.OfAsync(version, live, obj, cancellationToken).ConfigureAwait(false);
                table.Set(other with { Fields = other.Fields.Except(difference.Set).Except(difference.Removed) });
            }
        }
    }

    /// <summary>What an apply came to.</summary>
    /// <param name="Object">The merged object.</param>
    /// <param name="Changed">Whether it differs from the live one.</param>
    /// <param name="Conflicts">Why it must not be stored; null for nothing.</param>
    internal readonly record struct Merged(JsonObject Object, bool Changed, IReadOnlyList<Conflict>? Conflicts);
}
