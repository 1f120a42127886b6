using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Resources;

/// <summary>The verb list.</summary>
public interface IObjectLister
{
    /// <summary>Lists the namespace of the context, or all of them.</summary>
    ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken);
}
