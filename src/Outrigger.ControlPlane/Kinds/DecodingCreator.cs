using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>Decodes the body as the store of a kind would, then asks the creator that answers it.</summary>
internal sealed class DecodingCreator(KindDefinition kind, IObjectCreator inner) : IObjectCreator
{
    /// <inheritdoc/>
    public ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        BodyDecoder.Decode(context, kind, body);
        return inner.CreateAsync(context, body, cancellationToken);
    }
}
