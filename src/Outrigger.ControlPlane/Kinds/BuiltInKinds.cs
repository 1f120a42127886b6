using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Kinds.Forms;
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
    private readonly Dictionary<GroupVersionKind, ServedResource> others = [];
    private readonly KindFamilies families = new(library);

    /// <summary>What answers creates that store nothing, by <c>RESOURCE.GROUP</c>, or <c>RESOURCE.GROUP/SUBRESOURCE</c>.</summary>
    public required IReadOnlyDictionary<string, IObjectCreator> Creators { private get; init; }

    /// <summary>What answers creates with a Status, by the same names.</summary>
    public required IReadOnlyDictionary<string, IObjectAction> Actions { private get; init; }

    /// <summary>The verbs of resources that are neither stored nor created, by <c>RESOURCE.GROUP</c>.</summary>
    public required IReadOnlyDictionary<string, ResourceVerbs> Computed { private get; init; }

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
                        .Select(Serve)
                        .OfType<ServedResource>(),
                ],
            }),
        ];

    private KindDefinition Complete(KindDefinition kind) => families.WithStorage(BuiltInPrinters.Attach(kind)) with
    {
        DeprecationWarning = kind.Kind is { Group: "", Kind: "ComponentStatus" } ? "v1 ComponentStatus is deprecated in v1.19+" : null,
    };

    private ServedResource? Serve(KindDefinition described)
    {
        var kind = Complete(described);
        if (Computed.TryGetValue(kind.Resource.GroupResource.ToString(), out var computed))
        {
            return new ServedResource(kind, KindOrigin.BuiltIn, computed, FrozenDictionary<string, ServedSubresource>.Empty);
        }

        if (Actions.TryGetValue(kind.Resource.GroupResource.ToString(), out var action))
        {
            var verbs = new ResourceVerbs { Act = new DecodingAction(kind, admission, action) };
            return new ServedResource(kind, KindOrigin.BuiltIn, verbs, FrozenDictionary<string, ServedSubresource>.Empty);
        }

        if (Creators.TryGetValue(kind.Resource.GroupResource.ToString(), out var creator))
        {
            var verbs = new ResourceVerbs { Create = new DecodingCreator(kind, admission, creator) };
            return new ServedResource(kind, KindOrigin.BuiltIn, verbs, FrozenDictionary<string, ServedSubresource>.Empty);
        }

        return kind.Verbs.Contains("watch", StringComparer.Ordinal) ? ServeStored(kind) : null;
    }

    // A family is built once, with its stored form, whichever of its group versions comes first.
    private ServedResource ServeStored(KindDefinition kind)
    {
        if (others.TryGetValue(kind.Kind, out var built))
        {
            return built;
        }

        if (families.Find(kind.Kind) is not { } family)
        {
            return BuildStored([kind], null)[0];
        }

        var kinds = family.Others.Prepend(family.Storage).Select(k => k == kind.Kind ? kind : Complete(library.FindKind(k)!));
        foreach (var one in BuildStored([.. kinds], family))
        {
            others[one.Kind.Kind] = one;
        }

        return others[kind.Kind];
    }

    private IReadOnlyList<ServedResource> BuildStored(IReadOnlyList<KindDefinition> kinds, KindFamily? family)
    {
        var storage = kinds[0];
        var built = builder.Build(new ResourceModel
        {
            Kinds = kinds,
            StorageVersion = storage.Kind.Version,
            Convert = family?.Convert ?? VersionConverters.RenameOnly,
            Origin = KindOrigin.BuiltIn,
            Strategy = Strategies(storage.Resource.GroupResource),
            FieldLabels = SelectableFacts.Words(storage),
            Fields = [.. kinds.SelectMany(SelectableFacts.Of).DistinctBy(f => f.Label)],
            Admission = admission,
            Scale = storage.Subresources.Any(s => s.Name is "scale")
                ? new ScalePaths(".spec.replicas", ".status.replicas", ".spec.selector")
                : null,
            Time = time,
        });
        stores[storage.Resource.GroupResource] = built.Store;
        return [.. built.Versions.Select(v => v with { Subresources = Subresources(v, built.Store) })];
    }

    private FrozenDictionary<string, ServedSubresource> Subresources(ServedResource served, ObjectStore store)
    {
        var subresources = new Dictionary<string, ServedSubresource>(served.Subresources, StringComparer.Ordinal);
        foreach (var definition in served.Kind.Subresources)
        {
            if (!subresources.ContainsKey(definition.Name) && Serve(served.Kind, definition, store) is { } own)
            {
                subresources.Add(definition.Name, own);
            }
        }

        return subresources.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private ServedSubresource? Serve(KindDefinition kind, SubresourceDefinition definition, ObjectStore store)
    {
        if (Actions.TryGetValue($"{kind.Resource.GroupResource}/{definition.Name}", out var action))
        {
            var body = BodyKind(definition);
            return new ServedSubresource(definition, body, KindOrigin.BuiltIn, new ResourceVerbs { Act = new DecodingAction(body, admission, action) });
        }

        if (Creators.TryGetValue($"{kind.Resource.GroupResource}/{definition.Name}", out var creator))
        {
            var body = BodyKind(definition);
            var verbs = new ResourceVerbs { Create = new DecodingCreator(body, admission, creator) };
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
