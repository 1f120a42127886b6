using System.Text.Json.Nodes;
using Outrigger.Registry.Managers;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>
/// Every verb of one stored resource, over its cache. Subresources that write the whole object (status, finalize) are the same
/// store: <c>context.Subresource</c> decides what an update may change.
/// </summary>
public sealed class ObjectStore
    : IObjectGetter, IObjectLister, IObjectWatcher, IObjectCreator, IObjectUpdater, IObjectDeleter
{
    private readonly ObjectTable table;
    private readonly GetFlow get;
    private readonly ListFlow list;
    private readonly WatchFlow watch;
    private readonly CreateFlow create;
    private readonly UpdateFlow update;
    private readonly DeleteFlow delete;
    private readonly DeleteCollectionFlow deleteCollection;

    /// <summary>Serves <paramref name="model"/> from its cache.</summary>
    public ObjectStore(ResourceModel model, ResourceCache cache)
    {
        Model = model;
        Cache = cache;
        table = new ObjectTable(model, cache);
        get = new GetFlow(model, table);
        list = new ListFlow(model, table);
        watch = new WatchFlow(model, table);
        var decoder = new ObjectDecoder(model);
        var maker = new ChangeMaker(model, decoder, new ObjectManagers(model));
        create = new CreateFlow(model, table, decoder, maker);
        update = new UpdateFlow(model, table, decoder, maker, create);
        delete = new DeleteFlow(model, table, maker.Forms);
        deleteCollection = new DeleteCollectionFlow(list, delete);
    }

    /// <summary>What is served.</summary>
    public ResourceModel Model { get; }

    /// <summary>Where the objects are; for controllers and caches in process.</summary>
    public ResourceCache Cache { get; }

    /// <inheritdoc/>
    public ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken) =>
        get.RunAsync(context, resourceVersion, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredObject?> FindAsync(OperationContext context, CancellationToken cancellationToken) =>
        get.FindAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken) =>
        list.RunAsync(context, query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IObjectWatch> WatchAsync(OperationContext context, WatchQuery query, CancellationToken cancellationToken) =>
        watch.RunAsync(context, query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var created = await create.RunAsync(context, body, cancellationToken).ConfigureAwait(false);
        return await table.ShowAsync(created, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<UpdateOutcome> UpdateAsync(OperationContext context, IObjectChange change, CancellationToken cancellationToken)
    {
        var outcome = await update.RunAsync(context, change, cancellationToken).ConfigureAwait(false);
        var shown = await table.ShowAsync(outcome.Object, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false);
        return outcome with { Object = shown };
    }

    /// <inheritdoc/>
    public async ValueTask<DeleteOutcome> DeleteAsync(OperationContext context, DeleteOptions options, CancellationToken cancellationToken)
    {
        DeletionPolicy.Warn(Model.Strategy, context, options);
        var outcome = await delete.RunAsync(context, options, cancellationToken).ConfigureAwait(false);
        var shown = await table.ShowAsync(outcome.Object, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false);
        return outcome with { Object = shown };
    }

    /// <inheritdoc/>
    public ValueTask<ObjectList> DeleteCollectionAsync(
        OperationContext context, ListQuery query, DeleteOptions options, CancellationToken cancellationToken)
    {
        DeletionPolicy.Warn(Model.Strategy, context, options);
        return deleteCollection.RunAsync(context, query, options, cancellationToken);
    }
}
