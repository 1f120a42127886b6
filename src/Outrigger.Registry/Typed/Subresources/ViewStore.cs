using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>Reads and writes a view: a write is applied to what is shown, then brought into the object that was looked at.</summary>
internal sealed class ViewStore<T, TView>(TypedView<T, TView> view, TypedBody<TView> bodies, TypedParent<T> objects) : IObjectGetter, IObjectUpdater
    where T : class
    where TView : class
{
    /// <inheritdoc/>
    public async ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        var parent = await objects.GetAsync(context, resourceVersion, cancellationToken).ConfigureAwait(false);
        return TypedBody<TView>.Answer(await ShowAsync(context, parent, cancellationToken).ConfigureAwait(false), parent.Revision);
    }

    /// <inheritdoc/>
    public async ValueTask<UpdateOutcome> UpdateAsync(OperationContext context, IObjectChange change, CancellationToken cancellationToken)
    {
        if (change is ApplyChange)
        {
            throw ApiErrors.UnsupportedMediaType($"server-side apply is not served for {view.Name}: nobody owns fields of it; use a merge patch");
        }

        change.Check(context);
        while (true)
        {
            var parent = await objects.GetAsync(context, "", cancellationToken).ConfigureAwait(false);
            var written = change.Apply(await ShowAsync(context, parent, cancellationToken).ConfigureAwait(false), context);
            bodies.Decode(context, written, change);
            if (MetadataView.Of(written).ResourceVersion is { Length: > 0 } wanted && wanted != parent.Meta.ResourceVersion)
            {
                throw ApiErrors.Modified(context.Resource.GroupResource, context.Name);
            }

            try
            {
                return await WriteAsync(context, parent, bodies.Read(written), cancellationToken).ConfigureAwait(false);
            }
            catch (StatusException e) when (e.Status.Code == 409 && change.MayRetry)
            {
                // Each lost race is another writer's success, so that this ends.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async ValueTask<UpdateOutcome> WriteAsync(
        OperationContext context, ParentObject<T> parent, TView written, CancellationToken cancellationToken)
    {
        var made = await objects.EditAsync(context, parent.Meta, current => view.Applies!(written, current), cancellationToken).ConfigureAwait(false);
        var shown = await ShowAsync(context, made, cancellationToken).ConfigureAwait(false);
        return new UpdateOutcome(TypedBody<TView>.Answer(shown, made.Revision), Created: false);
    }

    private async ValueTask<JsonObject> ShowAsync(OperationContext context, ParentObject<T> parent, CancellationToken cancellationToken)
    {
        var tree = bodies.Tree(context, await view.GetAsync(parent.Value, cancellationToken).ConfigureAwait(false));
        var shown = MetadataView.Of(tree);
        shown.Uid = parent.Meta.Uid;
        shown.ResourceVersion = parent.Meta.ResourceVersion;
        shown.CreationTimestamp = parent.Meta.CreationTimestamp;
        return tree;
    }
}
