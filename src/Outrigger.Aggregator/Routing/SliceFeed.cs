using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Feeds;
using Outrigger.Storage.Objects;

namespace Outrigger.Aggregator.Routing;

/// <summary>Carries EndpointSlices from their watch into the state. Remembers what it put there: a slice may change its Service.</summary>
internal sealed class SliceFeed(ClusterState state) : IFeedTarget
{
    private readonly Dictionary<(string Namespace, string Name), SliceModel> known = [];

    public void Replace(IReadOnlyList<StoredObject> objects)
    {
        foreach (var gone in known.Keys.Except(objects.Select(Key)).ToArray())
        {
            Forget(gone);
        }

        foreach (var obj in objects)
        {
            Put(obj);
        }
    }

    public void Put(StoredObject obj)
    {
        var model = ServiceReader.ReadSlice(obj.ToTree());
        var old = known.GetValueOrDefault(Key(obj));
        known[Key(obj)] = model;
        if (old is null || old.Key == model.Key)
        {
            state.Change(view => view.With(model), model.Key);
        }
        else
        {
            state.Change(view => view.Without(old).With(model), old.Key, model.Key);
        }
    }

    public void Remove(StoredObject obj) => Forget(Key(obj));

    private void Forget((string Namespace, string Name) key)
    {
        if (known.Remove(key, out var model))
        {
            state.Change(view => view.Without(model), model.Key);
        }
    }

    private static (string Namespace, string Name) Key(StoredObject obj) => (obj.Namespace, obj.Name);
}
