using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>A catalog whose resources hold objects that a test puts there; they can be read and created, no more.</summary>
internal sealed class FakeResources
{
    private readonly Dictionary<GroupVersionResource, Dictionary<(string, string), StoredObject>> objects = [];

    public FakeResources(params GroupVersionResource[] resources)
    {
        foreach (var resource in resources)
        {
            objects[resource] = [];
        }

        Catalog.Publish("fake", [.. resources.GroupBy(r => r.GroupVersion).Select(g =>
            new CatalogGroupVersion(g.Key, 1, 1) { Resources = [.. g.Select(Serve)] })]);
    }

    public ResourceCatalog Catalog { get; } = new();

    public void Put(GroupVersionResource resource, string json)
    {
        var obj = StoredObject.Create((JsonObject)JsonNode.Parse(json)!, FactPaths.None);
        objects[resource][(obj.Namespace, obj.Name)] = obj;
    }

    public void Remove(GroupVersionResource resource, string ns, string name) => objects[resource].Remove((ns, name));

    private ServedResource Serve(GroupVersionResource resource)
    {
        var kind = new KindDefinition
        {
            Kind = new GroupVersionKind(resource.Group, resource.Version, resource.Resource.TrimEnd('s')),
            ListKind = "List",
            Plural = resource.Resource,
            Singular = resource.Resource.TrimEnd('s'),
            Namespaced = true,
            Schema = new Schema { Type = SchemaType.Object },
        };
        return new ServedResource(
            kind,
            KindOrigin.BuiltIn,
            new ResourceVerbs { Get = new Getter(resource, objects[resource]) },
            FrozenDictionary<string, ServedSubresource>.Empty);
    }

    private sealed class Getter(GroupVersionResource resource, Dictionary<(string, string), StoredObject> objects) : IObjectGetter
    {
        public ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken) =>
            objects.TryGetValue((context.Namespace, context.Name), out var obj)
                ? ValueTask.FromResult(obj)
                : throw ApiErrors.NotFound(resource.GroupResource, context.Name);
    }
}
