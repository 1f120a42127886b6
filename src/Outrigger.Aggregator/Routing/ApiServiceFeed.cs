using System.Collections.Immutable;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Feeds;
using Outrigger.Storage.Objects;

namespace Outrigger.Aggregator.Routing;

/// <summary>Carries APIServices from their watch into the state.</summary>
internal sealed class ApiServiceFeed(ClusterState state) : IFeedTarget
{
    public void Replace(IReadOnlyList<StoredObject> objects) =>
        state.Change(_ => objects.Select(Read).ToImmutableDictionary(m => m.Name, StringComparer.Ordinal));

    public void Put(StoredObject obj)
    {
        var model = Read(obj);
        state.Change(all => all.SetItem(model.Name, model));
    }

    public void Remove(StoredObject obj) => state.Change(all => all.Remove(obj.Name));

    private static ApiServiceModel Read(StoredObject obj) => ApiServiceReader.Read(obj.ToTree(), obj.ResourceVersion);
}
