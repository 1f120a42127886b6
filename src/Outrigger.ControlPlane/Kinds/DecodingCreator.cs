using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>Decodes the body as the store of a kind would and records its manager, then, when it is admitted, asks the creator that answers it.</summary>
internal sealed class DecodingCreator(KindDefinition kind, AdmissionChain admission, IObjectCreator inner) : IObjectCreator
{
    // Reads the whole schema; so not before somebody asks.
    private readonly Lazy<FieldManager> managers = new(() =>
    {
        var schema = KindSchema.BuiltIn(kind);
        return new FieldManager(KindVersions.Single(schema), schema, FieldSet.Empty);
    });

    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var hints = managers.Value.Hints(body);
        BodyDecoder.Decode(context, kind, body);
        var writer = new FieldWriter(context.FieldManager, context.Subresource, context.Now);
        await managers.Value.UpdateAsync(body, null, hints, writer, cancellationToken).ConfigureAwait(false);
        var request = new AdmissionRequest(AdmissionOperation.Create, context, kind.Kind, body, null);
        await admission.MutateAsync(request, Accept, cancellationToken).ConfigureAwait(false);
        await admission.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
        return await inner.CreateAsync(context, body, cancellationToken).ConfigureAwait(false);
    }

    private void Accept(AdmissionRequest request) =>
        BodyDecoder.Decode(request.Context with { FieldValidation = FieldValidation.Ignore, Read = null }, kind, request.Object!);
}
