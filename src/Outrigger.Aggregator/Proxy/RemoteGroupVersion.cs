using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Proxy;

/// <summary>A group version that another server answers: lives as long as its APIService, while what is known of it is swapped.</summary>
internal sealed class RemoteGroupVersion(RemoteModel model, ProxyHandler proxy) : IRemoteGroupVersion
{
    private volatile RemoteModel model = model;
    private volatile DiscoveryDocument? document;
    private volatile bool isUnread;
    private readonly WriteLedger writes = new();

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

    /// <summary>Whether it could not be asked the last time, so that what it said before is not to be shown as true now.</summary>
    public bool IsUnread
    {
        get => isUnread;
        set => isUnread = value;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Discovery => IsStale ? null : document?.Utf8;

    /// <inheritdoc/>
    public bool IsStale => !model.IsAvailable || document is null || isUnread;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? LastDiscovery => document?.Utf8;

    /// <inheritdoc/>
    public DateTimeOffset? UnavailableSince => model.UnavailableSince;

    /// <inheritdoc/>
    public long WriteMark => writes.Mark;

    /// <inheritdoc/>
    public bool WasWrittenSince(string ns, long mark) => writes.HasSince(ns, mark);

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request) => request.Info is { IsResource: true, Namespace.Length: > 0, Verb: "create" or "update" or "patch" }
        ? WriteAsync(request)
        : proxy.ServeAsync(request, model);

    private async Task WriteAsync(RequestContext request)
    {
        writes.Add(request.Info.Namespace);
        try
        {
            await proxy.ServeAsync(request, model).ConfigureAwait(false);
        }
        finally
        {
            // Once more: what was written while a list was read may not be in the list.
            writes.Add(request.Info.Namespace);
        }
    }
}
