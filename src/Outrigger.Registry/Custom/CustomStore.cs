using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Typed;
using Outrigger.Storage.Contract;

namespace Outrigger.Registry.Custom;

/// <summary>
/// A custom storage as a store: reads and history from the mirror, writes through to the storage, changes of others taken over. For one
/// process: the resourceVersions of another one over the same storage differ.
/// </summary>
public static class CustomStore
{
    /// <summary>
    /// Reads the storage and follows it. Without <see cref="ICustomStorage{T}"/> every write is refused. Throws
    /// <see cref="StoreUnavailableException"/> when it cannot be read.
    /// </summary>
    public static async Task<FollowedStore> OpenAsync<T>(
        IObjectSource<T> source, KindDefinition kind, CustomStorageOptions options, JsonSerializerOptions? json, CancellationToken cancellationToken)
        where T : class
    {
        var codec = new CustomCodec<T>(kind, json ?? TypedJson.Options);
        var mirror = new Mirror(options.Time);
        var sync = new MirrorSync<T>(source, codec, mirror, options);
        try
        {
            await sync.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            await mirror.DisposeAsync().ConfigureAwait(false);
            throw new StoreUnavailableException($"the storage of {codec.Resource} cannot be read: {e.Message}", outcomeUnknown: false, e);
        }

        var writer = new CustomWriter<T>(source as ICustomStorage<T>, codec, mirror, sync);
        return new FollowedStore(mirror, writer.CommitAsync, sync.RunAsync, () => sync.Problem);
    }
}
