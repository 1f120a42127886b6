using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Managers;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verbs update and patch, of an object or through one of its subresources (<c>context.Subresource</c>).</summary>
internal sealed class UpdateFlow(ResourceModel model, ObjectTable table, ObjectDecoder decoder, ChangeMaker maker, CreateFlow create)
{
    private readonly ObjectChecker checker = new(model);

    public async ValueTask<UpdateOutcome> RunAsync(OperationContext context, IObjectChange change, CancellationToken cancellationToken)
    {
        change.Check(context);
        var key = table.Key(context.Namespace, context.Name);
        var current = (await table.NewestAsync(cancellationToken).ConfigureAwait(false)).Get(key);
        while (true)
        {
            var created = current is null;
            var result = current is null
                ? await CreateAsync(context, change, cancellationToken).ConfigureAwait(false)
                : await TryAsync(context, change, current, key, cancellationToken).ConfigureAwait(false);
            if (result.Object is { } written)
            {
                return new UpdateOutcome(written, created);
            }

            if (!change.MayRetry)
            {
                // the race may have been lost to a deletion
                throw result.Current is null && !MayCreate(context, change)
                    ? ApiErrors.NotFound(model.Resource, context.Name)
                    : ApiErrors.Modified(model.Resource, context.Name);
            }

            // A storage of the user's may refuse what it holds itself.
            if (current is not null && result.Current?.ResourceVersion == current.ResourceVersion)
            {
                throw ApiErrors.Modified(model.Resource, context.Name);
            }

            // Each lost race is another writer's success, so that this ends.
            cancellationToken.ThrowIfCancellationRequested();
            current = result.Current;
        }
    }

    private bool MayCreate(OperationContext context, IObjectChange change) =>
        context.Subresource.Length == 0 && (change.MayCreate || (model.Strategy.AllowCreateOnUpdate && !change.IsPatch));

    private async ValueTask<WriteResult> CreateAsync(
        OperationContext context, IObjectChange change, CancellationToken cancellationToken)
    {
        MatchUid(context, change.PreconditionUid, "");
        if (!MayCreate(context, change))
        {
            throw ApiErrors.NotFound(model.Resource, context.Name);
        }

        var kind = model.Kind(context.Resource.GroupVersion);
        var obj = await maker.CreateAsync(context, kind, change, cancellationToken).ConfigureAwait(false);
        CheckNew(context, change, MetadataView.Of(obj));
        await create.MutateAsync(context, kind, obj, cancellationToken).ConfigureAwait(false);
        if (context.AuthorizeCreate is { } authorize)
        {
            await authorize(cancellationToken).ConfigureAwait(false);
        }

        // Not made when somebody was faster: then there is an object to change.
        var result = await create.TryStoreAsync(context, kind, obj, cancellationToken).ConfigureAwait(false);
        return result.Object is null && (!change.MayRetry || result.Current is null) ? throw create.Taken(context.Name, result.Current) : result;
    }

    // A patch that names the uid of an object means that one; a version says nothing where there is no object.
    private void CheckNew(OperationContext context, IObjectChange change, MetadataView meta)
    {
        if (change.IsPatch && meta.Uid.Length > 0)
        {
            throw ApiErrors.Conflict(
                model.Resource,
                context.Name,
                $"uid mismatch: the provided object specified uid {meta.Uid}, and no existing object was found");
        }

        meta.ResourceVersion = "";
    }

    private async ValueTask<WriteResult> TryAsync(
        OperationContext context, IObjectChange change, StoredObject current, string key, CancellationToken cancellationToken)
    {
        MatchUid(context, change.PreconditionUid, current.Uid);
        var kind = model.Kind(context.Resource.GroupVersion);
        var form = model.CheckedKind(kind);
        var stored = model.Find(current.Version);
        var old = await decoder.ToVersionAsync(stored, form, table.Tree(current), cancellationToken).ConfigureAwait(false);
        var isChecked = ReferenceEquals(kind, form);
        var spares = change is IManagedChange { SparesCurrent: true };
        var before = isChecked
            ? spares ? old : FieldSetJson.Clone(old)
            : await decoder.ToVersionAsync(stored, kind, table.Tree(current), cancellationToken).ConfigureAwait(false);
        var live = isChecked ? old : spares ? before : FieldSetJson.Clone(before);
        var obj = await maker.ChangeAsync(context, kind, change, before, live, cancellationToken).ConfigureAwait(false);
        await MutateAsync(context, change, kind, obj, old, cancellationToken).ConfigureAwait(false);
        maker.KeepUnchecked(context, kind, obj, live);
        checker.CheckServed(context, kind, obj);
        obj = await decoder.ToVersionAsync(kind, form, obj, cancellationToken).ConfigureAwait(false);
        MatchRevision(context, obj, current);
        var revised = new Revised(form, current, obj, old, key);
        return model.Strategy.HasClaims
            ? await ClaimAsync(context, (change, kind), revised, cancellationToken).ConfigureAwait(false)
            : await FinishAsync(context, (change, kind), revised, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<WriteResult> ClaimAsync(
        OperationContext context, (IObjectChange Change, KindDefinition Kind) asked, Revised revised, CancellationToken cancellationToken) =>
        ClaimRetry.RunAsync(model, revised.Object, copy => FinishAsync(context, asked, revised with { Object = copy }, cancellationToken));

    private async ValueTask<WriteResult> FinishAsync(
        OperationContext context, (IObjectChange Change, KindDefinition Kind) asked, Revised revised, CancellationToken cancellationToken)
    {
        var (form, _, obj, old, _) = revised;
        Prepare(context, form, obj, old);
        ManagedTimes.KeepWhenSame(obj, old);
        checker.CheckUpdate(context, form, obj, old);
        await model.Admission.ValidateAsync(Request(context, asked.Change, asked.Kind, obj, old), cancellationToken).ConfigureAwait(false);
        return await StoreAsync(revised, context.DryRun, cancellationToken).ConfigureAwait(false);
    }

    private AdmissionRequest Request(OperationContext context, IObjectChange change, KindDefinition kind, JsonObject obj, JsonObject old)
    {
        if (change is not IAdmittedView seen)
        {
            return new(AdmissionOperation.Update, context, kind.Kind, obj, () => old) { Forms = maker.Forms };
        }

        var shown = seen.View(obj);
        return new(AdmissionOperation.Update, context, seen.ViewKind, shown, () => seen.View(old))
        {
            Parent = new AdmissionParent(seen, shown, obj, old, maker.Forms),
        };
    }

    private async ValueTask MutateAsync(
        OperationContext context, IObjectChange change, KindDefinition kind, JsonObject obj, JsonObject old, CancellationToken cancellationToken)
    {
        var request = Request(context, change, kind, obj, old);
        var seen = change as IAdmittedView;
        await model.Admission.MutateAsync(request, seen is null ? maker.Accept : null, cancellationToken).ConfigureAwait(false);
        seen?.Accept(request.Object!, obj);
    }

    private void MatchUid(OperationContext context, string wanted, string uid)
    {
        if (wanted.Length == 0 || string.Equals(wanted, uid, StringComparison.Ordinal))
        {
            return;
        }

        // The words of Kubernetes' storage layer, its key included.
        var group = model.Origin == KindOrigin.BuiltIn ? "" : $"/{model.Resource.Group}";
        var ns = model.Namespaced ? $"/{context.Namespace}" : "";
        throw ApiErrors.Conflict(
            model.Resource,
            context.Name,
            $"StorageError: invalid object, Code: 4, Key: /registry{group}/{model.Resource.Resource}{ns}/{context.Name}, " +
            $"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {wanted}, UID in object meta: {uid}");
    }

    private void MatchRevision(OperationContext context, JsonObject obj, StoredObject current)
    {
        var meta = MetadataView.Of(obj);
        if (!Revisions.TryParse(meta.ResourceVersion, out var revision, out var error))
        {
            throw ApiErrors.Plain(error);
        }

        if (revision == 0 && !model.Strategy.AllowUnconditionalUpdate)
        {
            // Kubernetes puts the resource where the kind belongs; clients see it.
            throw ApiErrors.Invalid(
                new GroupKind(model.Resource.Group, model.Resource.Resource),
                context.Name,
                [FieldErrors.Invalid("metadata.resourceVersion", 0, "must be specified for an update")]);
        }

        if (revision != 0 && revision != current.ResourceVersion)
        {
            throw ApiErrors.Modified(model.Resource, context.Name);
        }

        meta.ResourceVersion = Revisions.Format(current.ResourceVersion);
    }

    private void Prepare(OperationContext context, KindDefinition form, JsonObject obj, JsonObject old)
    {
        SystemMetadata.BeforePreparation(obj, old);
        if (SystemMetadata.IsWhole(context))
        {
            if (model.HasStatusIn(form))
            {
                StatusSeparation.KeepStatus(obj, old);
            }

            model.Strategy.PrepareForUpdate(context, obj, old);
        }
        else
        {
            model.Strategy.PrepareForSubresourceUpdate(context, obj, old);
        }

        SystemMetadata.AfterPreparation(model.Strategy, context, obj, old);
    }

    private async ValueTask<WriteResult> StoreAsync(Revised revised, bool dryRun, CancellationToken cancellationToken)
    {
        var (form, current, obj, old, key) = revised;
        var finished = IsFinished(obj, old);
        var stored = await decoder.ToVersionAsync(form, model.StorageKind, obj, cancellationToken).ConfigureAwait(false);
        var made = StoredObject.Create(stored, table.Facts).WithRevision(current.ResourceVersion);
        if (finished)
        {
            return await RemoveAsync(dryRun, current, made, key, cancellationToken).ConfigureAwait(false);
        }

        if (dryRun)
        {
            return new WriteResult(made, null);
        }

        // Nothing changes: nothing is written, and the resourceVersion stays. The same keys in another order have the same length.
        // What is stored in another version is written again in this one.
        var isStored = ReferenceEquals(form, model.StorageKind);
        if (made.Length == current.Length
            && string.Equals(current.Version, model.StorageVersion, StringComparison.Ordinal)
            && (made.EncodeValue().Span.SequenceEqual(current.EncodeValue().Span)
                || JsonNodes.DeepEqual(isStored ? obj : table.Tree(made), isStored ? old : table.Tree(current))))
        {
            return new WriteResult(current, null);
        }

        return await table.WriteAsync(key, made, current, isStored, cancellationToken).ConfigureAwait(false);
    }

    // The last finalizer of a deleted object goes: the object goes with it.
    private bool IsFinished(JsonObject obj, JsonObject old)
    {
        var before = MetadataView.Of(old);
        return before.DeletionTimestamp is not null
            && before.DeletionGracePeriodSeconds is null or 0
            && MetadataView.Of(obj).Finalizers.Count == 0
            && !model.Strategy.IsHeld(obj);
    }

    private async ValueTask<WriteResult> RemoveAsync(
        bool dryRun, StoredObject current, StoredObject made, string key, CancellationToken cancellationToken)
    {
        if (dryRun)
        {
            return new WriteResult(made, null);
        }

        var removed = await table.WriteAsync(key, null, current, false, cancellationToken).ConfigureAwait(false);
        return removed.Object is null ? removed : new WriteResult(made, null);
    }

    // An object before and after a change that was checked, both in one version.
    private sealed record Revised(KindDefinition Form, StoredObject Current, JsonObject Object, JsonObject Old, string Key);
}
