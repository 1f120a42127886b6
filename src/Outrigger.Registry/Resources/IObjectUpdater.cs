using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Resources;

/// <summary>The verbs update and patch.</summary>
public interface IObjectUpdater
{
    /// <summary>Applies <paramref name="change"/> to <c>context.Name</c>.</summary>
    ValueTask<UpdateOutcome> UpdateAsync(OperationContext context, IObjectChange change, CancellationToken cancellationToken);
}
