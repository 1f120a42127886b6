using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Stores;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Subresources;

/// <summary>The scale subresource of a resource: autoscaling/v1 Scale over the numbers at the model's <see cref="ScalePaths"/>.</summary>
public sealed class ScaleStore : IObjectGetter, IObjectUpdater
{
    private static readonly FactPaths NoFacts = FactPaths.None;

    private readonly ObjectStore store;
    private readonly ScalePaths paths;

    /// <summary>Serves the scale of a version of <paramref name="store"/> that has scale paths; null for the stored one.</summary>
    public ScaleStore(ObjectStore store, KindDefinition? kind = null)
    {
        this.store = store;
        paths = store.Model.ScaleOf(kind ?? store.Model.StorageKind) ?? throw new ArgumentException($"{store.Model.Resource} has no scale paths", nameof(store));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject> GetAsync(
        OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(context, resourceVersion, cancellationToken).ConfigureAwait(false);
        return stored.GetOrDerive(this, Derive);
    }

    /// <inheritdoc/>
    public async ValueTask<UpdateOutcome> UpdateAsync(
        OperationContext context, IObjectChange change, CancellationToken cancellationToken)
    {
        var scale = new ScaleChange(change, store.Model, paths);
        var outcome = await store.UpdateAsync(context, scale, cancellationToken).ConfigureAwait(false);
        return new UpdateOutcome(Derive(outcome.Object), Created: false);
    }

    private StoredObject Derive(StoredObject stored)
    {
        var obj = stored.ToTree();
        if (store.Model.Origin != KindOrigin.BuiltIn && ReplicaPaths.Get(obj, paths.SpecReplicas) is null)
        {
            throw ApiErrors.Internal($"the spec replicas field \"{paths.SpecReplicas}\" does not exist");
        }

        return StoredObject.Create(ScaleView.Of(obj, paths), NoFacts).WithRevision(stored.ResourceVersion);
    }
}
