using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;

namespace Outrigger.Registry.Typed;

/// <summary>
/// An admission plugin that sees the C# objects of one kind, whichever version of it a client writes. Override what you need; a hook
/// refuses with a StatusException (<c>throw ApiErrors.Forbidden(…)</c>), and the validation may collect field errors instead.
/// Writes through subresources (status, scale) are not shown unless <see cref="Handles(AdmissionOperation, string)"/> asks for them.
/// </summary>
/// <typeparam name="T">The C# class of the kind, in the version that the plugin wants to see.</typeparam>
public abstract class TypedAdmission<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T> : IAdmissionPlugin
    where T : class
{
    private readonly GroupVersionKind kind = TypedNames.Of(typeof(T)).Kind;

    /// <summary>Unique; the class's name by default.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Which operations are shown, and of which subresource (empty for the object); creates and updates of the object by default.</summary>
    public virtual bool Handles(AdmissionOperation operation, string subresource) =>
        operation is AdmissionOperation.Create or AdmissionOperation.Update && subresource.Length == 0;

    /// <summary>May change <see cref="TypedAdmissionRequest{T}.Object"/>. Runs before validation.</summary>
    public virtual ValueTask MutateAsync(TypedAdmissionRequest<T> request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Sees what will be stored; changes nothing. Collected errors make the answer a 422.</summary>
    public virtual ValueTask ValidateAsync(TypedAdmissionRequest<T> request, FieldErrors errors, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // a rule that saw one version alone could be gone around by another
    bool IAdmissionPlugin.Handles(AdmissionRequest request) =>
        request.Kind.GroupKind == kind.GroupKind && Handles(request.Operation, request.Context.Subresource);

    async ValueTask IAdmissionPlugin.MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var tree = await InOwnVersionAsync(request, request.Object, cancellationToken).ConfigureAwait(false);
        var typed = await TypedAsync(request, tree, cancellationToken).ConfigureAwait(false);
        await MutateAsync(typed, cancellationToken).ConfigureAwait(false);
        if (tree is null || !typed.WasRead)
        {
            return;
        }

        TypedObjects.WriteInto(typed.Object!, tree, TypedJson.Options);
        if (request.Kind != kind)
        {
            request.Replace(await ConvertAsync(request, request.Kind, tree, cancellationToken).ConfigureAwait(false));
        }
    }

    async ValueTask IAdmissionPlugin.ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var tree = await InOwnVersionAsync(request, request.Object, cancellationToken).ConfigureAwait(false);
        var errors = new List<FieldError>();
        await ValidateAsync(await TypedAsync(request, tree, cancellationToken).ConfigureAwait(false), new FieldErrors(errors), cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(kind.GroupKind, request.Context.Name, errors);
        }
    }

    private async ValueTask<TypedAdmissionRequest<T>> TypedAsync(AdmissionRequest request, JsonObject? tree, CancellationToken cancellationToken)
    {
        // the stored object is parsed when it is asked for, unless it has to be converted too
        var other = request.Kind == kind ? null : await InOwnVersionAsync(request, request.OldObject, cancellationToken).ConfigureAwait(false);
        return new TypedAdmissionRequest<T>(request, Read(() => tree), Read(() => request.Kind == kind ? request.OldObject : other));
    }

    private ValueTask<JsonObject?> InOwnVersionAsync(AdmissionRequest request, JsonObject? tree, CancellationToken cancellationToken) =>
        tree is null || request.Kind == kind ? new(tree) : AsNullable(ConvertAsync(request, kind, tree, cancellationToken));

    private static async ValueTask<JsonObject?> AsNullable(ValueTask<JsonObject> made) => await made.ConfigureAwait(false);

    private static ValueTask<JsonObject> ConvertAsync(AdmissionRequest request, GroupVersionKind to, JsonObject tree, CancellationToken cancellationToken)
    {
        var forms = request.Forms ?? throw new InvalidOperationException($"{request.Kind} has no other versions");
        var target = forms.Kinds.FirstOrDefault(k => k.Kind == to) ?? throw new InvalidOperationException($"{request.Kind} is not served as {to}");
        return forms.ToAsync(target, tree, cancellationToken);
    }

    private static Lazy<T?> Read(Func<JsonObject?> tree) =>
        new(() => tree() is { } there ? TypedObjects.Read<T>(there, TypedJson.Options) : null, LazyThreadSafetyMode.None);
}
