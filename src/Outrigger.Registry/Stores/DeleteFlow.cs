using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb delete: removes an object, or marks it while finalizers or a grace period keep it.</summary>
internal sealed class DeleteFlow(ResourceModel model, ObjectTable table, AdmissionForms forms)
{
    public async ValueTask<DeleteOutcome> RunAsync(OperationContext context, DeleteOptions options, CancellationToken cancellationToken)
    {
        var key = table.Key(context.Namespace, context.Name);
        var current = (await table.NewestAsync(cancellationToken).ConfigureAwait(false)).Get(key);
        while (true)
        {
            if (current is null)
            {
                throw ApiErrors.NotFound(model.Resource, context.Name);
            }

            DeletionPolicy.Check(options);
            DeletionPolicy.CheckPreconditions(
                options, model.GroupKind, context.Name, current.Uid, Revisions.Format(current.ResourceVersion));
            await AdmitAsync(context, options, current, cancellationToken).ConfigureAwait(false);
            var (outcome, newer) = await TryAsync(context, options, current, key, cancellationToken).ConfigureAwait(false);
            if (outcome is not null)
            {
                return outcome;
            }

            // A storage of the user's may refuse what it holds itself.
            if (newer?.ResourceVersion == current.ResourceVersion)
            {
                throw ApiErrors.Modified(model.Resource, context.Name);
            }

            // A resourceVersion that was asked for is not there any more, and the next turn says so.
            cancellationToken.ThrowIfCancellationRequested();
            current = newer;
        }
    }

    private async ValueTask AdmitAsync(OperationContext context, DeleteOptions options, StoredObject current, CancellationToken cancellationToken)
    {
        var kind = model.Kind(context.Resource.GroupVersion).Kind;
        var request = new AdmissionRequest(AdmissionOperation.Delete, context, kind, null, () => table.Tree(current))
        {
            Forms = forms,
            DeleteOptions = options,
        };
        await model.Admission.MutateAsync(request, accept: null, cancellationToken).ConfigureAwait(false);
        await model.Admission.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(DeleteOutcome? Outcome, StoredObject? Newer)> TryAsync(
        OperationContext context, DeleteOptions options, StoredObject current, string key, CancellationToken cancellationToken)
    {
        var obj = table.Tree(current);
        var step = GracefulDeletion.Begin(model.Strategy, context, obj, options);
        if (step == GracefulDeletion.Step.Pending)
        {
            return (new DeleteOutcome(current, Gone: false), null);
        }

        var meta = MetadataView.Of(obj);
        meta.Finalizers = DeletionPolicy.Finalizers(model.Strategy, meta, options);
        var held = meta.Finalizers.Count > 0 || model.Strategy.IsHeld(obj);
        if (!held && step == GracefulDeletion.Step.Now)
        {
            return await RemoveAsync(context, current, key, cancellationToken).ConfigureAwait(false);
        }

        if (step == GracefulDeletion.Step.Now)
        {
            SystemMetadata.MarkDeleted(meta, context.Now);
            model.Strategy.PrepareForDeletion(context, obj);
        }

        return await MarkAsync(context, current, obj, key, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(DeleteOutcome? Outcome, StoredObject? Newer)> RemoveAsync(
        OperationContext context, StoredObject current, string key, CancellationToken cancellationToken)
    {
        if (context.DryRun)
        {
            return (new DeleteOutcome(current, Gone: true, model.Strategy.ReturnsDeletedObject), null);
        }

        var removed = await table.WriteAsync(key, null, current, false, cancellationToken).ConfigureAwait(false);
        return removed.Object is null
            ? (null, removed.Current)
            : (new DeleteOutcome(removed.Object, Gone: true, model.Strategy.ReturnsDeletedObject), null);
    }

    private async ValueTask<(DeleteOutcome? Outcome, StoredObject? Newer)> MarkAsync(
        OperationContext context, StoredObject current, JsonObject obj, string key, CancellationToken cancellationToken)
    {
        var made = StoredObject.Create(obj, table.Facts).WithRevision(current.ResourceVersion);
        if (context.DryRun || made.EncodeValue().Span.SequenceEqual(current.EncodeValue().Span))
        {
            return (new DeleteOutcome(made, Gone: false), null);
        }

        var isStored = string.Equals(current.Version, model.StorageVersion, StringComparison.Ordinal);
        var written = await table.WriteAsync(key, made, current, isStored, cancellationToken).ConfigureAwait(false);
        return written.Object is null ? (null, written.Current) : (new DeleteOutcome(written.Object, Gone: false), null);
    }
}
