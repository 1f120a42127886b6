using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Client.Rest;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Typed;
using Outrigger.Server.Reconciling;

namespace Outrigger.Server.Extension;

/// <summary>One kind that a user added, its type forgotten: how to make its model and how to run its reconciler.</summary>
/// <param name="Model">Makes the model.</param>
/// <param name="Reconcile">Runs the reconciler until it is cancelled; null when there is none.</param>
internal sealed record ExtensionResource(
    Func<Schema, AdmissionChain, TimeProvider, ResourceModel> Model,
    Func<ResourceModel, KubernetesClient, TimeProvider, ILogger, CancellationToken, Task>? Reconcile)
{
    public static ExtensionResource Of<T>(TypedOptions<T> typed, Reconciler<T>? reconciler)
        where T : class =>
        new(
            (objectMeta, admission, time) => TypedResource.Model(typed, objectMeta, admission, time),
            reconciler is null
                ? null
                : (model, client, time, logger, cancellationToken) =>
                    new ReconcilerLoop<T>(reconciler, client, model.StorageKind, time, logger).RunAsync(cancellationToken));
}
