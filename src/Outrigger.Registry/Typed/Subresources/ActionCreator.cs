using System.Text.Json.Nodes;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>Answers the creates of an action: the body is decoded and admitted, then the object that it is about is read.</summary>
internal sealed class ActionCreator<T, TBody>(TypedAction<T, TBody> action, TypedBody<TBody> bodies, TypedParent<T> objects, AdmissionChain admission)
    : IObjectCreator
    where T : class
    where TBody : class
{
    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        bodies.Decode(context, body, null);
        var parent = await objects.GetAsync(context, "", cancellationToken).ConfigureAwait(false);
        var request = new AdmissionRequest(AdmissionOperation.Create, context, bodies.Kind.Kind, body, null);
        await admission.MutateAsync(request, Accept, cancellationToken).ConfigureAwait(false);
        await admission.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
        var asked = new TypedActionRequest<T, TBody>(context, objects, parent.Value, bodies.Read(body));
        var answer = await action.RunAsync(asked, cancellationToken).ConfigureAwait(false);
        return TypedBody<TBody>.Answer(bodies.Tree(context, answer), revision: 0);
    }

    private void Accept(AdmissionRequest request) =>
        bodies.Decode(request.Context with { FieldValidation = FieldValidation.Ignore, Read = null }, request.Object!, null);
}
