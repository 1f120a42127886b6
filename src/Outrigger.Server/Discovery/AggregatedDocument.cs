using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Catalog;

namespace Outrigger.Server.Discovery;

/// <summary>An aggregated document with its ETag and what it was made from, so that it is made again only when that changes.</summary>
internal sealed class AggregatedDocument
{
    private readonly List<RemoteState> remotes;

    private AggregatedDocument(CatalogSnapshot catalog, List<RemoteState> remotes, JsonObject tree)
    {
        Catalog = catalog;
        this.remotes = remotes;
        Tree = tree;
        Json = ObjectWriter.ToUtf8(tree);
        ETag = $"\"{Convert.ToHexString(SHA256.HashData(Json))}\"";
    }

    public CatalogSnapshot Catalog { get; }

    public JsonObject Tree { get; }

    public byte[] Json { get; }

    public string ETag { get; }

    public static AggregatedDocument Make(CatalogSnapshot catalog, bool core)
    {
        var remotes = catalog.Groups.SelectMany(g => g).Where(v => v.Remote is not null).Select(v => RemoteState.Of(v.Remote!)).ToList();
        return new AggregatedDocument(catalog, remotes, AggregatedTrees.From(catalog, core));
    }

    /// <summary>Whether it still says what is so.</summary>
    public bool IsCurrent(CatalogSnapshot catalog)
    {
        if (!ReferenceEquals(catalog, Catalog))
        {
            return false;
        }

        foreach (var remote in remotes)
        {
            if (!remote.IsUnchanged)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record RemoteState(IRemoteGroupVersion Remote, ReadOnlyMemory<byte>? Discovery, bool Stale)
    {
        public bool IsUnchanged => Remote.IsStale == Stale && Nullable.Equals(Remote.Discovery, Discovery);

        public static RemoteState Of(IRemoteGroupVersion remote) => new(remote, remote.Discovery, remote.IsStale);
    }
}
