using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Resources;

/// <summary>The verb get.</summary>
public interface IObjectGetter
{
    /// <summary>Reads <c>context.Name</c>; StatusException 404 when there is none. <paramref name="resourceVersion"/> as in the query.</summary>
    ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken);
}
