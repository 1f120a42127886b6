using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>Decodes the body of an action, which belongs to the namespace of the path, then has it done.</summary>
internal sealed class DecodingAction(KindDefinition kind, IObjectAction inner) : IObjectAction
{
    /// <inheritdoc/>
    public ValueTask<Status> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        BodyDecoder.Decode(context, kind, body);
        var meta = MetadataView.Of(body);
        if (meta.Namespace.Length == 0)
        {
            meta.Namespace = context.Namespace;
        }

        return string.Equals(meta.Namespace, context.Namespace, StringComparison.Ordinal)
            ? inner.RunAsync(context, body, cancellationToken)
            : throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
}
