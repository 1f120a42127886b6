using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb get: a look-up, nothing is parsed.</summary>
internal sealed class GetFlow(ResourceModel model, ObjectTable table)
{
    public async ValueTask<StoredObject> RunAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        if (!Revisions.TryParse(resourceVersion, out var revision, out var error))
        {
            throw ApiErrors.Plain(error);
        }

        var snapshot = resourceVersion.Length == 0
            ? await table.NewestAsync(cancellationToken).ConfigureAwait(false)
            : await table.AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
        return snapshot.Get(table.Key(context.Namespace, context.Name)) is { } found
            ? await table.ShowAsync(found, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false)
            : throw ApiErrors.NotFound(model.Resource, context.Name);
    }

    public async ValueTask<StoredObject?> FindAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var snapshot = await table.NewestAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Get(table.Key(context.Namespace, context.Name)) is { } found
            ? await table.ShowAsync(found, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false)
            : null;
    }
}
