using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Proxy;

/// <summary>A group version that another server answers: lives as long as its APIService, while what is known of it is swapped.</summary>
internal sealed class RemoteGroupVersion(RemoteModel model, ProxyHandler proxy) : IRemoteGroupVersion
{
    private volatile RemoteModel model = model;
    private volatile DiscoveryDocument? document;

    /// <summary>What is known of the other server now.</summary>
    public RemoteModel Model
    {
        get => model;
        set => model = value;
    }

    /// <summary>What it last said it serves; null when that is not known.</summary>
    public DiscoveryDocument? Document
    {
        get => document;
        set => document = value;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Discovery => IsStale ? null : document?.Utf8;

    /// <inheritdoc/>
    public bool IsStale => !model.IsAvailable || document is null;

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request) => proxy.ServeAsync(request, model);
}
