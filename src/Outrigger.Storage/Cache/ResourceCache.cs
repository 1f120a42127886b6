using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>
/// The objects of one resource: reads from memory, commits through to the store, watches. Its synchronous reads throw
/// <see cref="StoreUnavailableException"/> before <see cref="ReadyAsync"/> completes and after the resource was closed.
/// </summary>
public sealed class ResourceCache
{
    private readonly WatchCache owner;
    private readonly ResourceView view;
    private readonly ExactSnapshots exact;

    internal ResourceCache(WatchCache owner, GroupResource resource, FactPaths facts, WatchCacheOptions options)
    {
        this.owner = owner;
        Resource = resource;
        Facts = facts;
        view = new ResourceView(StoreKeys.Prefix(resource));
        exact = new ExactSnapshots(view);
        Applier = new ResourceApplier(view, facts, options);
    }

    public GroupResource Resource { get; }

    /// <summary>For <see cref="StoredObject.Create"/> of objects of this resource.</summary>
    public FactPaths Facts { get; }

    /// <summary>The newest state. For a read that must see every acknowledged write use <see cref="LatestAsync"/>.</summary>
    public Snapshot Current
    {
        get
        {
            // In this order: the state read second shows at least what is published.
            var published = owner.Published.Value;
            var state = view.State;
            return new Snapshot(view.Prefix, Math.Max(published, state.Revision), state.Tree);
        }
    }

    internal ResourceApplier Applier { get; }

    internal ResourceView View => view;

    /// <summary>Completes when the resource has been read from the store; throws when it is closed instead.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) => view.ReadyAsync(cancellationToken);

    /// <summary>The newest object of a key; null when there is none.</summary>
    public StoredObject? Get(string key) => view.State.Tree.Find(ObjectKeys.Rest(view.Prefix, key));

    /// <summary>
    /// The state at a revision or later. Waits at most 3 s for it, then throws <see cref="RevisionAheadException"/>. Completes at
    /// once when the revision is there.
    /// </summary>
    public async ValueTask<Snapshot> AtLeastAsync(long revision, CancellationToken cancellationToken)
    {
        await owner.Published.WaitAsync(revision, owner.Options, cancellationToken).ConfigureAwait(false);
        return Current;
    }

    /// <summary>The state with every write that was acknowledged before the call, by whichever server: a consistent read.</summary>
    public async ValueTask<Snapshot> LatestAsync(CancellationToken cancellationToken)
    {
        var revision = await owner.Store.CurrentRevisionAsync(cancellationToken).ConfigureAwait(false);
        return await AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, once the resource has been read from the store.</summary>
    public async ValueTask<Snapshot> LatestReadyAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await LatestAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The state at exactly this revision. Throws <see cref="RevisionCompactedException"/> when the history window has moved on and
    /// <see cref="RevisionAheadException"/> when it has not happened yet.
    /// </summary>
    public Snapshot At(long exactRevision)
    {
        var current = Current;
        if (exactRevision > current.Revision)
        {
            throw new RevisionAheadException(exactRevision, current.Revision);
        }

        return exact.At(exactRevision);
    }

    /// <summary>
    /// Follows all changes after a revision. Throws <see cref="RevisionCompactedException"/> when some of them are gone.
    /// </summary>
    public WatchCursor OpenCursor(long afterRevision) => new(view.Stream, owner.Published, afterRevision);

    /// <summary>
    /// Commits one object: create (<paramref name="expectedRevision"/> 0), replace, or delete (<paramref name="newObject"/> null).
    /// It returns when the write is durable and every read sees it. Throws <see cref="StoreUnavailableException"/>.
    /// </summary>
    public ValueTask<CommitOutcome> CommitAsync(
        StoredObject? newObject, string key, long expectedRevision, TimeSpan? ttl, CancellationToken cancellationToken) =>
        owner.CommitAsync([new ObjectWrite(this, key, newObject, expectedRevision, ttl)], cancellationToken);

    /// <summary>Commits an object of this resource, and others with it, as <see cref="WatchCache.CommitAsync"/> does.</summary>
    public ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<ObjectWrite> writes, CancellationToken cancellationToken) =>
        owner.CommitAsync(writes, cancellationToken);

    /// <summary>Starts a new serving generation (the schema or the stored version changed): open watches end cleanly.</summary>
    public void EndWatches() => Applier.EndWatches();

    internal void Trim()
    {
        Applier.Trim();
        if (view.OldestRevision is { } oldest)
        {
            exact.Trim(oldest);
        }
    }
}
