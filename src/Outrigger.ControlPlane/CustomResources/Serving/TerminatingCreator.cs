using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>Refuses new objects of a CRD that is being deleted.</summary>
internal sealed class TerminatingCreator : IObjectCreator
{
    /// <inheritdoc/>
    public ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var refusal = ApiErrors.MethodNotAllowed(context.Resource.GroupResource, "create").Status;
        throw new StatusException(refusal with { Message = "create not allowed while custom resource definition is terminating" });
    }
}
