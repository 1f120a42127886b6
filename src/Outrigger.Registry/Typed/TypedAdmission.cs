using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;

namespace Outrigger.Registry.Typed;

/// <summary>
/// An admission plugin that sees the C# objects of one kind, whichever version of it a client writes. Override what you need; a hook
/// refuses with a StatusException (<c>throw ApiErrors.Forbidden(…)</c>), and the validation may collect field errors instead.
/// Writes through subresources (status, scale) are not shown unless <see cref="Handles(AdmissionOperation, string)"/> asks for them;
/// a write of the scale is shown as the object with the new number, and of what a hook changes in it the number alone counts.
/// </summary>
/// <typeparam name="T">The C# class of the kind, in the version that the plugin wants to see.</typeparam>
public abstract class TypedAdmission<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T> : IAdmissionPlugin
    where T : class
{
    private readonly GroupVersionKind kind;
    private readonly string apiVersion;

    /// <summary>Reads from <typeparamref name="T"/> which kind it is. Throws <see cref="TypedSchemaException"/> when it does not say so.</summary>
    protected TypedAdmission()
    {
        kind = TypedNames.Of(typeof(T)).Kind;
        apiVersion = kind.GroupVersion.ToString();
    }

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
        Handles(request.Operation, request.Context.Subresource)
        && (request.Parent is { } parent ? parent.Forms.Kinds.Any(k => k.Kind == kind) : request.Kind.GroupKind == kind.GroupKind);

    async ValueTask IAdmissionPlugin.MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var whole = Whole(request);
        var tree = await InOwnVersionAsync(request, whole, cancellationToken).ConfigureAwait(false);
        var typed = await TypedAsync(request, tree, cancellationToken).ConfigureAwait(false);
        await MutateAsync(typed, cancellationToken).ConfigureAwait(false);
        if (tree is null || !typed.WasRead)
        {
            return;
        }

        var isCopy = !ReferenceEquals(tree, whole);
        if (request.Parent is { } parent)
        {
            tree = isCopy ? tree : (JsonObject)tree.DeepClone();
            TypedObjects.WriteInto(typed.Object!, tree, Json(request));
            request.Replace(parent.View(await ConvertAsync(request, VersionOf(whole!), tree, cancellationToken).ConfigureAwait(false)));
            return;
        }

        TypedObjects.WriteInto(typed.Object!, tree, Json(request));
        if (isCopy)
        {
            request.Replace(await ConvertAsync(request, VersionOf(whole!), tree, cancellationToken).ConfigureAwait(false));
        }
    }

    async ValueTask IAdmissionPlugin.ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var tree = await InOwnVersionAsync(request, Whole(request), cancellationToken).ConfigureAwait(false);
        var errors = new List<FieldError>();
        await ValidateAsync(await TypedAsync(request, tree, cancellationToken).ConfigureAwait(false), new FieldErrors(errors), cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(kind.GroupKind, request.Context.Name, errors);
        }
    }

    private static JsonObject? Whole(AdmissionRequest request) => request.Parent is { } parent ? parent.Object : request.Object;

    private static JsonObject? WholeOld(AdmissionRequest request) => request.Parent is { } parent ? parent.OldObject : request.OldObject;

    private static AdmissionForms? Forms(AdmissionRequest request) => request.Parent?.Forms ?? request.Forms;

    private static JsonSerializerOptions Json(AdmissionRequest request) => Forms(request)?.Json ?? TypedJson.Options;

    private static string VersionOf(JsonObject tree) => JsonNodes.GetString(tree, "apiVersion") ?? "";

    private async ValueTask<TypedAdmissionRequest<T>> TypedAsync(AdmissionRequest request, JsonObject? tree, CancellationToken cancellationToken)
    {
        // the stored object is parsed when it is asked for, unless it may have to be converted too
        var json = Json(request);
        if (Forms(request) is not { Kinds.Count: > 1 })
        {
            return new TypedAdmissionRequest<T>(request, Read(() => tree, json), Read(() => WholeOld(request), json));
        }

        var old = await InOwnVersionAsync(request, WholeOld(request), cancellationToken).ConfigureAwait(false);
        return new TypedAdmissionRequest<T>(request, Read(() => tree, json), Read(() => old, json));
    }

    // Which version an object is in is its own word: a validation sees the stored one, whatever the client speaks.
    private ValueTask<JsonObject?> InOwnVersionAsync(AdmissionRequest request, JsonObject? tree, CancellationToken cancellationToken) =>
        tree is null || string.Equals(VersionOf(tree), apiVersion, StringComparison.Ordinal)
            ? new(tree)
            : AsNullable(ConvertAsync(request, apiVersion, tree, cancellationToken));

    private static async ValueTask<JsonObject?> AsNullable(ValueTask<JsonObject> made) => await made.ConfigureAwait(false);

    private static ValueTask<JsonObject> ConvertAsync(AdmissionRequest request, string to, JsonObject tree, CancellationToken cancellationToken)
    {
        if (string.Equals(VersionOf(tree), to, StringComparison.Ordinal))
        {
            return new(tree);
        }

        var forms = Forms(request) ?? throw new InvalidOperationException($"{request.Kind} has no other versions");
        var target = forms.Kinds.FirstOrDefault(k => k.Kind.GroupVersion.ToString() == to)
            ?? throw new InvalidOperationException($"{request.Kind} is not served as {to}");
        return forms.ToAsync(target, tree, cancellationToken);
    }

    private static Lazy<T?> Read(Func<JsonObject?> tree, JsonSerializerOptions json) =>
        new(() => tree() is { } there ? TypedObjects.Read<T>(there, json) : null, LazyThreadSafetyMode.None);
}
