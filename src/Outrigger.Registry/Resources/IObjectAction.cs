using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Resources;

/// <summary>The verb create where nothing of that kind comes to be: something is done, and a Status tells of it (bindings, evictions).</summary>
public interface IObjectAction
{
    /// <summary>Does what <paramref name="body"/> (owned by the callee) asks for; refuses with a StatusException.</summary>
    ValueTask<Status> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken);
}
