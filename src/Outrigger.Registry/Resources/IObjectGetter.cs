using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Resources;

/// <summary>The verb get.</summary>
public interface IObjectGetter
{
    /// <summary>Reads <c>context.Name</c>; StatusException 404 when there is none. <paramref name="resourceVersion"/> as in the query.</summary>
    ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken);

    /// <summary>The newest state of <c>context.Name</c>; null when there is none. Asks <see cref="GetAsync"/> where nothing cheaper is given.</summary>
    async ValueTask<StoredObject?> FindAsync(OperationContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(context, "", cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }
}
