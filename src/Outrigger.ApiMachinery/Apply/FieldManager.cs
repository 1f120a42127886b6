using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Keeps metadata.managedFields of the objects of one kind, and merges what is applied to them (apimachinery util/managedfields).
/// </summary>
/// <param name="versions">All versions that are served.</param>
/// <param name="kind">The version of the request.</param>
/// <param name="reset">What the server ignores of requests.</param>
public sealed class FieldManager(KindVersions versions, KindSchema kind, FieldSet reset)
{
    private const string Unknown = "unknown";
    private const string BeforeApply = "before-first-apply";

    private readonly Ownership ownership = new(versions, kind, reset);

    /// <summary>Reads what is to be known of a body before it is decoded.</summary>
    public WriteHints Hints(JsonObject body)
    {
        var empty = kind.EmptyLists(body);
        var forget = JsonNodes.Get(body, "metadata", "managedFields") is JsonArray list
            && (list.Count == 0 || (list.Count == 1 && list[0] is null or JsonObject { Count: 0 }));
        return !forget && empty.IsEmpty ? WriteHints.None : new WriteHints(forget, empty);
    }

    /// <summary>Makes whoever writes the owner of what is changed. An object that has no managers is not tracked until it is applied to.</summary>
    /// <param name="obj">The new object; gets its managers.</param>
    /// <param name="live">The stored object; null for a create. Not changed.</param>
    /// <param name="hints">What the body said before it was decoded.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="cancellationToken">Ends the wait for conversions.</param>
    public async ValueTask UpdateAsync(
        JsonObject obj, JsonObject? live, WriteHints hints, FieldWriter writer, CancellationToken cancellationToken)
    {
        var meta = MetadataView.Of(obj);
        var table = Managers(meta, live, hints.Forget, writer.Subresource.Length > 0);
        if (table.IsEmpty && live is not null)
        {
            meta.ManagedFields = null;
            return;
        }

        try
        {
            await UpdateAsync(table, live ?? kind.Empty, obj, hints.EmptyLists, writer, cancellationToken).ConfigureAwait(false);
            meta.ManagedFields = null;
            meta.ManagedFields = table.Write();
        }
        catch (MergeException)
        {
            // What is stored must not name items that cannot be told apart.
            meta.ManagedFields = null;
        }
    }

    /// <summary>Applies a configuration; returns a new object with its managers. Throws StatusException 400, 409, 500.</summary>
    /// <param name="live">The stored object; an empty one when there is none. As it was when this is done.</param>
    /// <param name="config">What is applied. Not changed.</param>
    /// <param name="force">Whether conflicts are taken over.</param>
    /// <param name="writer">Who applies.</param>
    /// <param name="cancellationToken">Ends the wait for conversions.</param>
    public async ValueTask<JsonObject> ApplyAsync(
        JsonObject live, JsonObject config, bool force, FieldWriter writer, CancellationToken cancellationToken)
    {
        CheckConfig(config);
        var current = live.Count == 0 ? (JsonObject)kind.Empty.DeepClone() : live;
        var managed = JsonNodes.GetArray(current, "metadata", "managedFields");
        var table = ManagerTable.Read(managed, out var error) ?? throw ApiErrors.Plain($"failed to decode managed fields: {error}");

        // The merge has nothing to do with them; they go back when it is done.
        MetadataView.Of(current).ManagedFields = null;
        try
        {
            if (table.IsEmpty)
            {
                var everybody = writer with { Manager = BeforeApply };
                await UpdateAsync(table, kind.Empty, current, FieldSet.Empty, everybody, cancellationToken).ConfigureAwait(false);
            }

            return await ApplyAsync(table, current, config, force, writer, cancellationToken).ConfigureAwait(false);
        }
        catch (MergeException e)
        {
            throw ApiErrors.Plain($"failed to merge config: {e.Message}");
        }
        finally
        {
            MetadataView.Of(current).ManagedFields = managed;
        }
    }

    private async ValueTask UpdateAsync(
        ManagerTable table, JsonObject live, JsonObject obj, FieldSet also, FieldWriter writer, CancellationToken cancellationToken)
    {
        var gained = (await ownership.UpdateAsync(table, live, obj, cancellationToken).ConfigureAwait(false)).Union(also);
        if (!gained.IsEmpty)
        {
            var key = new ManagerKey(Name(writer), Applies: false, kind.ApiVersion, writer.Subresource);
            var all = table.Find(key) is { } before ? before.Fields.Union(gained) : gained;
            table.Set(new ManagedEntry(key, kind.ApiVersion, KubernetesTime.Format(writer.Now), all));
        }

        ManagerCap.Apply(table);
    }

    private async ValueTask<JsonObject> ApplyAsync(
        ManagerTable before, JsonObject live, JsonObject config, bool force, FieldWriter writer, CancellationToken cancellationToken)
    {
        var key = new ManagerKey(Name(writer), Applies: true, "", writer.Subresource);
        var table = before.Copy();
        var merged = await ownership.ApplyAsync(table, live, config, key, force, cancellationToken).ConfigureAwait(false);
        var mayTakeOver = string.Equals(writer.Manager, LastApplied.Manager, StringComparison.Ordinal);
        if (merged.Conflicts is { } conflicts)
        {
            var left = mayTakeOver ? ApplyConflicts.Beyond(conflicts, LastApplied.Owned(live, kind)) : conflicts;
            if (left.Count > 0)
            {
                throw ApplyConflicts.Error(left);
            }

            table = before.Copy();
            merged = await ownership.ApplyAsync(table, live, config, key, force: true, cancellationToken).ConfigureAwait(false);
        }

        if (merged.Changed && table.Find(key) is { } entry)
        {
            table.Set(entry with { Time = KubernetesTime.Format(writer.Now) });
        }

        if (mayTakeOver)
        {
            LastApplied.KeepUp(merged.Object, config);
        }

        MetadataView.Of(merged.Object).ManagedFields = table.Write();
        return merged.Object;
    }

    // The managers in the request, when it has any that can be read; else those there are.
    private static ManagerTable Managers(MetadataView meta, JsonObject? live, bool forget, bool ofLive)
    {
        if (!ofLive)
        {
            if (forget)
            {
                return new ManagerTable();
            }

            if (ManagerTable.Read(meta.ManagedFields, out _) is { IsEmpty: false } given)
            {
                return given;
            }
        }

        return ManagerTable.Read(JsonNodes.GetArray(live, "metadata", "managedFields"), out _) ?? new ManagerTable();
    }

    private static string Name(FieldWriter writer) => writer.Manager.Length == 0 ? Unknown : writer.Manager;

    private void CheckConfig(JsonObject config)
    {
        var version = JsonNodes.GetString(config, "apiVersion") ?? "";
        var name = JsonNodes.GetString(config, "kind") ?? "";
        if (!string.Equals(version, kind.ApiVersion, StringComparison.Ordinal) || !string.Equals(name, kind.Kind.Kind, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest($"invalid object type: {Describe(version, name)}");
        }

        if (JsonNodes.Get(config, "metadata", "managedFields") is not null)
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        if (TypedValidator.Validate(config, kind.Root) is { } why)
        {
            var ns = JsonNodes.GetString(config, "metadata", "namespace") ?? "";
            var called = JsonNodes.GetString(config, "metadata", "name") ?? "";
            throw ApiErrors.Plain($"failed to create typed patch object ({ns}/{called}; {Describe(version, name)}): {why}");
        }
    }

    private static string Describe(string apiVersion, string kind) =>
        $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion : $"/{apiVersion}")}, Kind={kind}";
}
