using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Resources;

/// <summary>The verbs delete and deletecollection.</summary>
public interface IObjectDeleter
{
    /// <summary>Deletes <c>context.Name</c>.</summary>
    ValueTask<DeleteOutcome> DeleteAsync(OperationContext context, DeleteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes what the query selects and returns it.</summary>
    ValueTask<ObjectList> DeleteCollectionAsync(
        OperationContext context, ListQuery query, DeleteOptions options, CancellationToken cancellationToken);
}
