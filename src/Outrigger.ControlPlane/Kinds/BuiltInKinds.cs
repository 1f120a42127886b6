using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Kinds.Printing;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Stores;
using Outrigger.Registry.Strategies;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>
/// Makes the built-in kinds servable: those of the schema files in the groups of <see cref="GroupPriorities"/>. Stored ones get a store
/// over the watch cache, reviews and the like the creator that answers them. What has neither is not served.
/// </summary>
internal sealed class BuiltInKinds(SchemaLibrary library, ResourceBuilder builder, AdmissionChain admission, TimeProvider time)
{
    private static readonly string[] NeedContainers = ["attach", "exec", "log", "portforward", "proxy"];
    private readonly Dictionary<GroupResource, ObjectStore> stores = [];

    /// <summary>What answers creates that store nothing, by <c>RESOURCE.GROUP</c>, or <c>RESOURCE.GROUP/SUBRESOURCE</c>.</summary>
    public required IReadOnlyDictionary<string, IObjectCreator> Creators { private get; init; }

    /// <summary>The strategy of a stored resource.</summary>
    public required Func<GroupResource, ResourceStrategy> Strategies { private get; init; }

    /// <summary>The stores of the resources that were built.</summary>
    public IReadOnlyDictionary<GroupResource, ObjectStore> Stores => stores;

    /// <summary>The group versions in the form of the catalog.</summary>
    public IReadOnlyList<CatalogGroupVersion> Build() =>
        [
            .. GroupPriorities.All.Select(g => new CatalogGroupVersion(g.GroupVersion, g.Group, g.Version)
            {
                Resources =
                [
                    .. library.Kinds.Where(k => k.Kind.GroupVersion == g.GroupVersion)
                        .Select(BuiltInPrinters.Attach)
                        .Select(WithStorageVersion)
                        .Select(Serve)
                        .OfType<ServedResource>(),
                ],
            }),
        ];

    // Kubernetes still stores CRDs as v1beta1, and discovery's hash tells it.
    private static KindDefinition WithStorageVersion(KindDefinition kind) =>
        kind.Kind is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } ? kind with { StorageVersion = "v1beta1" } : kind;

    private ServedResource? Serve(KindDefinition kind)
    {
        if (Creators.TryGetValue(kind.Resource.GroupResource.ToString(), out var creator))
        {
            var verbs = new ResourceVerbs { Create = new DecodingCreator(kind, creator) };
            return new ServedResource(kind, KindOrigin.BuiltIn, verbs, FrozenDictionary<string, ServedSubresource>.Empty);
        }

        return kind.Verbs.Contains("watch", StringComparer.Ordinal) ? ServeStored(kind) : null;
    }

    private ServedResource ServeStored(KindDefinition kind)
    {
        var built = builder.Build(new ResourceModel
        {
            Kinds = [kind],
            StorageVersion = kind.Kind.Version,
            Origin = KindOrigin.BuiltIn,
            Strategy = Strategies(kind.Resource.GroupResource),
            Fields = SelectableFacts.Of(kind),
            Admission = admission,
            Scale = kind.Subresources.Any(s => s.Name is "scale")
                ? new ScalePaths(".spec.replicas", ".status.replicas", ".spec.selector")
                : null,
            Time = time,
        });
        stores[kind.Resource.GroupResource] = built.Store;
        var served = built.Versions[0];
        var subresources = new Dictionary<string, ServedSubresource>(served.Subresources, StringComparer.Ordinal);
        foreach (var definition in kind.Subresources)
        {
            if (!subresources.ContainsKey(definition.Name) && Serve(kind, definition, built.Store) is { } own)
            {
                subresources.Add(definition.Name, own);
            }
        }

        return served with { Subresources = subresources.ToFrozenDictionary(StringComparer.Ordinal) };
    }

    private ServedSubresource? Serve(KindDefinition kind, SubresourceDefinition definition, ObjectStore store)
    {
        if (Creators.TryGetValue($"{kind.Resource.GroupResource}/{definition.Name}", out var creator))
        {
            var body = BodyKind(definition);
            var verbs = new ResourceVerbs { Create = new DecodingCreator(body, creator) };
            return new ServedSubresource(definition, body, KindOrigin.BuiltIn, verbs);
        }

        if (NeedContainers.Contains(definition.Name, StringComparer.Ordinal))
        {
            // Known to discovery; no verb, so that the server says why there is nothing to connect to.
            return new ServedSubresource(definition, kind, KindOrigin.BuiltIn, new ResourceVerbs());
        }

        // A subresource whose bodies are the object itself is written through its store, which knows what it may change.
        return definition.Kind != kind.Kind ? null : new ServedSubresource(definition, kind, KindOrigin.BuiltIn, new ResourceVerbs
        {
            Get = definition.Verbs.Contains("get", StringComparer.Ordinal) ? store : null,
            Update = store,
        });
    }

    private KindDefinition BodyKind(SubresourceDefinition definition) => new()
    {
        Kind = definition.Kind,
        ListKind = definition.Kind.Kind + "List",
        Plural = definition.Name,
        Singular = definition.Name,
        Namespaced = true,
        Verbs = definition.Verbs,
        Schema = library.FindBody(definition.Kind)
            ?? throw new InvalidOperationException($"no schema file describes {definition.Kind}, the body of {definition.Name}"),
    };
}
