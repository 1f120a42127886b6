using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Client.Rest;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Typed;
using Outrigger.Server.Reconciling;

namespace Outrigger.Server.Extension;

/// <summary>One kind that a user added, its type forgotten: how to make its model and how to run its reconciler.</summary>
/// <param name="Model">Makes the model.</param>
/// <param name="Reconcile">Runs the reconciler until it is cancelled; null when there is none.</param>
internal sealed record ExtensionResource(
    Func<Schema, AdmissionChain, TimeProvider, ResourceModel> Model,
    Func<ResourceModel, KubernetesClient, ExtensionContext, CancellationToken, Task>? Reconcile)
{
    /// <summary>Opens the kind's own storage; null when it is kept in the server's.</summary>
    public Func<KindDefinition, CustomStorageOptions, CancellationToken, Task<FollowedStore>>? OpenOwn { get; init; }

    /// <summary>Serves the kind without any storage; null for stored kinds.</summary>
    public Func<KindDefinition, ServedResource>? Compute { get; init; }

    public static ExtensionResource Of<T>(TypedOptions<T> typed, Func<ExtensionContext, Reconciler<T>>? reconciler)
        where T : class =>
        new(
            (objectMeta, admission, time) => TypedResource.Model(typed, objectMeta, admission, time),
            reconciler is null
                ? null
                : (model, client, context, cancellationToken) =>
                    new ReconcilerLoop<T>(reconciler(context), client, model.StorageKind, context.Time, context.Logger).RunAsync(cancellationToken));

    /// <summary>A kind in a storage of its own; served read-only when it takes no writes.</summary>
    public static ExtensionResource Of<T>(
        TypedOptions<T> typed, IObjectSource<T> source, TimeSpan pollInterval, Func<ExtensionContext, Reconciler<T>>? reconciler)
        where T : class
    {
        var resource = Of(typed, reconciler);
        return resource with
        {
            Model = source is ICustomStorage<T> ? resource.Model : (meta, admission, time) => ReadOnly(resource.Model(meta, admission, time)),
            OpenOwn = (kind, options, cancellationToken) =>
                CustomStore.OpenAsync(source, kind, options with { PollInterval = pollInterval }, typed.Json, cancellationToken),
        };
    }

    public static ExtensionResource Computed<T>(IObjectSource<T> source, JsonSerializerOptions json)
        where T : class =>
        Of(new TypedOptions<T> { Json = json }, null) with { Compute = kind => new ComputedResource<T>(source, kind, json).Serve() };

    private static ResourceModel ReadOnly(ResourceModel model) =>
        model with { Kinds = [.. model.Kinds.Select(k => k with { Verbs = ["get", "list", "watch"], Subresources = [] })] };
}
