using System.Collections.Immutable;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Feeds;
using Outrigger.Storage.Objects;

namespace Outrigger.Aggregator.Routing;

/// <summary>Carries Services from their watch into the state.</summary>
internal sealed class ServiceFeed(ClusterState state) : IFeedTarget
{
    public void Replace(IReadOnlyList<StoredObject> objects)
    {
        var services = objects.Select(Read).ToImmutableDictionary(m => m.Key);
        var touched = state.View.Services.Keys.Concat(services.Keys).Distinct().ToArray();
        state.Change(view => view with { Services = services }, touched);
    }

    public void Put(StoredObject obj)
    {
        var model = Read(obj);
        state.Change(view => view with { Services = view.Services.SetItem(model.Key, model) }, model.Key);
    }

    public void Remove(StoredObject obj)
    {
        var key = new ServiceKey(obj.Namespace, obj.Name);
        state.Change(view => view with { Services = view.Services.Remove(key) }, key);
    }

    private static ServiceModel Read(StoredObject obj) => ServiceReader.ReadService(obj.ToTree());
}
