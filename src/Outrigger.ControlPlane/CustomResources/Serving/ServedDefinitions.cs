using System.Collections.Concurrent;
using System.Threading.Channels;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Cache;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>
/// The CRDs that are served, and their place in the catalog. A changed one is a new serving generation: the catalog has it first, then
/// the watches of the old one end. Changes that come together are published together.
/// </summary>
internal sealed class ServedDefinitions(DefinitionBuilder builder, IResourceCatalog catalog, WatchCache cache)
{
    private const string Source = "crds";
    private const int GroupPriority = 1000;
    private const int VersionPriority = 100;
    private readonly ConcurrentDictionary<string, ServedDefinition> definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action> afterPublish = new();
    private readonly HashSet<GroupVersion> builtIn = [.. catalog.Current.Groups.SelectMany(g => g).Select(v => v.GroupVersion)];
    private Dictionary<GroupVersion, CatalogGroupVersion> published = [];
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes the place among the catalog's sources, before those of other servers.</summary>
    public void Begin() => catalog.Publish(Source, []);

    /// <summary>What serves a CRD; null when it is not served.</summary>
    public ServedDefinition? Find(string name) => definitions.GetValueOrDefault(name);

    /// <summary>Serves a CRD as it is now; nothing happens when that is how it is served.</summary>
    public void Put(Definition crd)
    {
        var name = crd.Metadata.Name;
        var old = Find(name);
        var identity = DefinitionIdentity.Of(crd);
        if (old is not null && old.Identity == identity)
        {
            return;
        }

        definitions[name] = builder.Build(crd, old);
        if (old is not null && old.Identity.IsOtherGeneration(identity))
        {
            afterPublish.Enqueue(old.Registration.Store.Cache.EndWatches);
        }

        changed.Writer.TryWrite(true);
    }

    /// <summary>Serves a CRD no more.</summary>
    public void Remove(string name)
    {
        if (definitions.TryRemove(name, out var old))
        {
            afterPublish.Enqueue(() => CloseUnlessServed(old));
            changed.Writer.TryWrite(true);
        }
    }

    /// <summary>Puts what is served into the catalog.</summary>
    public void Publish()
    {
        var actions = afterPublish.Count;
        catalog.Publish(Source, Entries());
        for (var i = 0; i < actions && afterPublish.TryDequeue(out var action); i++)
        {
            action();
        }
    }

    /// <summary>Publishes whenever something changed, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await changed.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                Publish();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // A group version in which nothing changed stays the same object, and so does what was made of it (OpenAPI).
    private List<CatalogGroupVersion> Entries()
    {
        var next = new Dictionary<GroupVersion, CatalogGroupVersion>();
        foreach (var group in definitions.Values.SelectMany(d => d.Served).GroupBy(r => r.Kind.Kind.GroupVersion).Where(g => !builtIn.Contains(g.Key)))
        {
            List<ServedResource> resources = [.. group.OrderBy(r => r.Kind.Plural, StringComparer.Ordinal)];
            next[group.Key] = published.TryGetValue(group.Key, out var before) && before.Resources.SequenceEqual(resources, ReferenceEqualityComparer.Instance)
                ? before
                : new CatalogGroupVersion(group.Key, GroupPriority, VersionPriority) { Resources = resources };
        }

        published = next;
        return [.. next.Values];
    }

    // A CRD of the same name may have come meanwhile.
    private void CloseUnlessServed(ServedDefinition old)
    {
        var resource = old.Registration.Store.Model.Resource;
        if (!definitions.Values.Any(d => d.Registration.Store.Model.Resource == resource))
        {
            cache.Close(resource);
        }
    }
}
