using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>
/// The watch cache over a store: one feed over everything, handed out by resource. All reads of objects come from here, all
/// commits go through it. It does not own the store.
/// </summary>
public sealed class WatchCache : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ResourceTable resources = new();
    private readonly PendingWrites pending = new();
    private readonly ResourceLoader loader;
    private readonly ObjectCommitter committer;
    private readonly FeedLoop feed;
    private readonly SelfCheck check;
    private readonly Task loops;

    private WatchCache(IStore store, WatchCacheOptions options, long revision)
    {
        Store = store;
        Options = options;
        Published = new PublishedRevision(revision);
        loader = new ResourceLoader(store, options);
        committer = new ObjectCommitter(store, Published, pending, options);
        feed = new FeedLoop(store, Published, resources, pending, options);
        var housekeeper = new Housekeeper(store, Published, resources, options);
        check = new SelfCheck(options);
        var token = stop.Token;
        loops = Task.WhenAll(
            Task.Run(() => feed.RunAsync(Reload, token), CancellationToken.None),
            Task.Run(() => housekeeper.RunAsync(token), CancellationToken.None),
            Task.Run(() => check.RunAsync(VerifyAsync, token), CancellationToken.None));
    }

    /// <summary>Up to which revision all reads show all changes; only grows.</summary>
    public long Revision => Published.Value;

    internal IStore Store { get; }

    internal WatchCacheOptions Options { get; }

    internal PublishedRevision Published { get; }

    /// <summary>Starts to follow a store. Throws <see cref="StoreUnavailableException"/> when it does not answer.</summary>
    public static async Task<WatchCache> StartAsync(IStore store, WatchCacheOptions options, CancellationToken cancellationToken) =>
        new(store, options, await store.CurrentRevisionAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Opens a resource, or returns the open one. It is read from the store in the background; see
    /// <see cref="ResourceCache.ReadyAsync"/>.
    /// </summary>
    public ResourceCache Open(GroupResource resource, FactPaths facts)
    {
        var cache = resources.GetOrAdd(
            StoreKeys.Prefix(resource), () => new ResourceCache(this, resource, facts, Options), out var added);
        if (added)
        {
            Load(cache);
        }

        return cache;
    }

    /// <summary>Opens a resource and waits until it is ready.</summary>
    public async Task<ResourceCache> OpenAsync(GroupResource resource, FactPaths facts, CancellationToken cancellationToken)
    {
        var cache = Open(resource, facts);
        await cache.ReadyAsync(cancellationToken).ConfigureAwait(false);
        return cache;
    }

    /// <summary>Stops serving a resource (its CRD is gone): its watches end cleanly, its objects stay in the store.</summary>
    public void Close(GroupResource resource) => resources.Remove(StoreKeys.Prefix(resource))?.Applier.Close();

    /// <summary>
    /// Commits objects of any resources under one revision, or none of them. It returns when they are durable and every read
    /// sees them. Throws <see cref="StoreUnavailableException"/>.
    /// </summary>
    public ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<ObjectWrite> writes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
        return committer.CommitAsync(writes, cancellationToken);
    }

    /// <summary>Compares every open resource with the store, byte by byte at one revision; an empty list is the only good answer.</summary>
    public async Task<IReadOnlyList<CacheDifference>> VerifyAsync(CancellationToken cancellationToken)
    {
        var verifier = new CacheVerifier(Store);
        var differences = new List<CacheDifference>();
        foreach (var cache in resources.All)
        {
            await cache.ReadyAsync(cancellationToken).ConfigureAwait(false);
            await verifier.VerifyAsync(cache, differences, cancellationToken).ConfigureAwait(false);
        }

        return differences;
    }

    /// <summary>Stops the loops; open watches end cleanly.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loops.Exception is { InnerException: { } why })
        {
            StorageLog.LoopFailed(Options.Logger, why);
        }

        foreach (var cache in resources.All)
        {
            cache.Applier.Close();
        }

        pending.CompleteAll();
        feed.Dispose();
        check.Dispose();
        stop.Dispose();
    }

    private void Reload()
    {
        foreach (var cache in resources.All)
        {
            Load(cache);
        }
    }

    private void Load(ResourceCache cache) => _ = Task.Run(() => loader.LoadAsync(cache, stop.Token), stop.Token);
}
