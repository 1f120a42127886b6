using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Stores;
using Outrigger.Registry.Subresources;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Building;

/// <summary>Turns the model of a resource into what the catalog serves: verbs found out once, subresources wired.</summary>
public sealed class ResourceBuilder(WatchCache cache)
{
    /// <summary>
    /// Builds a resource over the cache; its objects are read in the background, and requests wait for that. Of the subresources
    /// that the kind lists, status and scale are served by the registry; any other is served when it is given.
    /// </summary>
    /// <param name="model">What to serve.</param>
    /// <param name="subresources">Further subresources of every version; they also replace the registry's own.</param>
    public ResourceRegistration Build(ResourceModel model, IReadOnlyList<ServedSubresource>? subresources = null)
    {
        var objects = cache.Open(model.Resource, Facts(model));
        var store = new ObjectStore(model, objects);
        var served = model.Kinds.Select(kind => Serve(kind, store, subresources) with { Count = ns => objects.Current.CountRange(kind.Namespaced ? ns : "") });
        return new ResourceRegistration(store, [.. served]);
    }

    private static FactPaths Facts(ResourceModel model) =>
        model.Fields is { } fields ? new FactPaths(fields) : new FactPaths(model.StorageKind.SelectableFields);

    private static ServedResource Serve(KindDefinition kind, ObjectStore store, IReadOnlyList<ServedSubresource>? given)
    {
        var subresources = new Dictionary<string, ServedSubresource>(StringComparer.Ordinal);
        foreach (var definition in kind.Subresources)
        {
            if (Serve(definition, kind, store, given) is { } subresource)
            {
                subresources.Add(definition.Name, subresource);
            }
        }

        return new ServedResource(
            kind, store.Model.Origin, Verbs(kind, store), subresources.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static ServedSubresource? Serve(
        SubresourceDefinition definition, KindDefinition kind, ObjectStore store, IReadOnlyList<ServedSubresource>? given)
    {
        if (given?.FirstOrDefault(s => string.Equals(s.Definition.Name, definition.Name, StringComparison.Ordinal)) is { } own)
        {
            return own;
        }

        if (store.Model.Subresources.FirstOrDefault(s => ReferenceEquals(s.Definition, definition)) is { } brought)
        {
            return brought.Serve(store, store);
        }

        return definition.Name switch
        {
            "status" => new ServedSubresource(definition, kind, store.Model.Origin, new ResourceVerbs { Get = store, Update = store }),
            "scale" when store.Model.ScaleOf(kind) is not null =>
                new ServedSubresource(definition, ScaleOf(store.Model.Origin), KindOrigin.BuiltIn, Scale(new ScaleStore(store, kind))),
            _ => null,
        };
    }

    private static KindDefinition ScaleOf(KindOrigin origin) => origin == KindOrigin.BuiltIn ? ScaleKind.OfBuiltIns : ScaleKind.Definition;

    private static ResourceVerbs Scale(ScaleStore scale) => new() { Get = scale, Update = scale };

    private static ResourceVerbs Verbs(KindDefinition kind, ObjectStore store)
    {
        var verbs = kind.Verbs.ToHashSet(StringComparer.Ordinal);
        return new ResourceVerbs
        {
            Get = verbs.Contains("get") ? store : null,
            List = verbs.Contains("list") ? store : null,
            Watch = verbs.Contains("watch") ? store : null,
            Create = verbs.Contains("create") ? store : null,
            Update = verbs.Contains("update") || verbs.Contains("patch") ? store : null,
            Delete = verbs.Contains("delete") || verbs.Contains("deletecollection") ? store : null,
            DeleteCollection = verbs.Contains("deletecollection"),
        };
    }
}
