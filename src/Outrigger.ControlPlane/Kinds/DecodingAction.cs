using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>Decodes the body of an action, which belongs to the namespace of the path; when it is admitted as a create, has it done.</summary>
internal sealed class DecodingAction(KindDefinition kind, AdmissionChain admission, IObjectAction inner) : IObjectAction
{
    /// <inheritdoc/>
    public async ValueTask<Status> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        BodyDecoder.Decode(context, kind, body);
        var meta = MetadataView.Of(body);
        if (meta.Namespace.Length == 0)
        {
            meta.Namespace = context.Namespace;
        }

        if (!string.Equals(meta.Namespace, context.Namespace, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        var request = new AdmissionRequest(AdmissionOperation.Create, context, kind.Kind, body, null);
        await admission.MutateAsync(request, Accept, cancellationToken).ConfigureAwait(false);
        await admission.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
        return await inner.RunAsync(context, body, cancellationToken).ConfigureAwait(false);
    }

    private void Accept(AdmissionRequest request)
    {
        BodyDecoder.Decode(request.Context with { FieldValidation = FieldValidation.Ignore, Read = null }, kind, request.Object!);
        MetadataView.Of(request.Object!).Namespace = request.Context.Namespace;
    }
}
