using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Server.Health;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Extension;

/// <summary>The kinds of an extension server over their storages: the server's own, one of the kind's, or none.</summary>
/// <param name="objects">What admission plugins read.</param>
internal sealed class ExtensionStorage(
    ExtensionServerBuilder builder, ExtensionServerOptions options, LocalObjects objects, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> owned = new();
    private readonly List<ResourceModel> models = [];
    private readonly List<ServedResource> served = [];
    private readonly List<IHealthCheck> checks = [];
    private WatchCache? common;

    /// <summary>In the order of the builder's resources.</summary>
    public IReadOnlyList<ResourceModel> Models => models;

    public IReadOnlyList<ServedResource> Served => served;

    /// <summary>Red while a storage does not answer, or while changes of others are not seen.</summary>
    public IReadOnlyList<IHealthCheck> Checks => checks;

    /// <summary>Opens everything. Throws <see cref="StoreUnavailableException"/>.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (options.EtcdServers.Count > 0 && !builder.TakesEtcd)
        {
            throw new StoreUnavailableException("--etcd-servers: this server keeps its objects elsewhere; leave the flag out", outcomeUnknown: false);
        }

        var objectMeta = SchemaLibrary.Load().FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
            ?? throw new InvalidOperationException("the schema of ObjectMeta is missing");
        var admission = new AdmissionChain([.. builder.Plugins.Select(make => make(objects))]);
        foreach (var resource in builder.Resources)
        {
            await AddAsync(resource, objectMeta, admission, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (owned.TryPop(out var one))
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AddAsync(ExtensionResource resource, Schema objectMeta, AdmissionChain admission, CancellationToken cancellationToken)
    {
        var model = resource.Model(objectMeta, admission, builder.Time);
        models.Add(model);
        if (resource.Compute is { } compute)
        {
            served.Add(compute(model.StorageKind));
            return;
        }

        var cache = resource.OpenOwn is { } open
            ? await OwnAsync(open, model, cancellationToken).ConfigureAwait(false)
            : common ??= await CommonAsync(cancellationToken).ConfigureAwait(false);
        served.AddRange(new ResourceBuilder(cache).Build(model).Versions);
    }

    private async Task<WatchCache> OwnAsync(
        Func<ApiMachinery.Kinds.KindDefinition, CustomStorageOptions, CancellationToken, Task<FollowedStore>> open,
        ResourceModel model,
        CancellationToken cancellationToken)
    {
        var settings = new CustomStorageOptions { Time = builder.Time, Logger = loggers.CreateLogger(builder.Name) };
        var store = await open(model.StorageKind, settings, cancellationToken).ConfigureAwait(false);
        owned.Push(store);
        checks.Add(new HealthCheck($"storage-{model.StorageKind.Plural}", _ => new(store.Problem)));
        return await CacheAsync(store, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WatchCache> CommonAsync(CancellationToken cancellationToken)
    {
        var open = builder.OpenStore ?? throw new InvalidOperationException("the server has no storage: call UseStorage");
        if (options.EtcdServers.Count == 0)
        {
            EnsureFolder();
        }

        var store = await open(options, cancellationToken).ConfigureAwait(false);
        owned.Push(store);
        checks.Add(new StorageCheck("storage", store, builder.Time));
        return await CacheAsync(store, cancellationToken).ConfigureAwait(false);
    }

    private void EnsureFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            // what is stored is for nobody else's eyes
            Directory.CreateDirectory(options.DataDir, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"--data-dir={options.DataDir} cannot be used: {e.Message} Name a folder that this server may write.", outcomeUnknown: false, e);
        }
    }

    private async Task<WatchCache> CacheAsync(IStore store, CancellationToken cancellationToken)
    {
        var settings = new WatchCacheOptions { TimeProvider = builder.Time, Logger = loggers.CreateLogger<WatchCache>() };
        var cache = await WatchCache.StartAsync(store, settings, cancellationToken).ConfigureAwait(false);
        owned.Push(cache);
        return cache;
    }
}
