using System.Text.Json.Nodes;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Resources;

/// <summary>The verb create, of a resource or a subresource (serviceaccounts/token, pods/eviction) or a review that is not stored.</summary>
public interface IObjectCreator
{
    /// <summary>Creates <paramref name="body"/> (owned by the callee) and returns what was created.</summary>
    ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken);
}
