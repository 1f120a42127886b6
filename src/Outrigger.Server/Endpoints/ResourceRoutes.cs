using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Endpoints;

/// <summary>Finds what a request path names: two frozen look-ups in the catalog's snapshot, then the rules of scope.</summary>
internal sealed class ResourceRoutes
{
    // RESOURCE/NAME/SUBRESOURCE
    private const int LongestPath = 3;
    private static readonly ResourceVerbs NoVerbs = new();
    private readonly ConditionalWeakTable<ServedResource, ResourceTarget> targets = [];
    private readonly ConditionalWeakTable<ServedSubresource, ResourceTarget> subtargets = [];

    /// <summary>
    /// The target, or null when no API owns the path and the answer is the plain page. StatusException 404 or 405 when the path
    /// belongs to an API that does not have it.
    /// </summary>
    public ResourceTarget? Find(CatalogSnapshot catalog, RequestInfo info)
    {
        if (catalog.Find(new GroupVersionResource(info.Group, info.Version, info.Resource)) is not { } resource)
        {
            return OwnsGroup(catalog, info.Group) ? throw ApiErrors.ResourceNotFound() : null;
        }

        if (!ScopeFits(resource, info))
        {
            return resource.Origin != KindOrigin.BuiltIn ? null
                : info.HasPathName || info.Namespace.Length > 0 ? throw ApiErrors.ResourceNotFound()
                : throw VerbRefusals.Method();
        }

        if (info.Parts.Count > LongestPath && info.Subresource != "proxy")
        {
            throw ApiErrors.ResourceNotFound();
        }

        if (info.Subresource.Length > 0)
        {
            // the old form of watches knows objects only
            if (info.VerbInPath)
            {
                throw ApiErrors.ResourceNotFound();
            }

            return Subresource(resource, info);
        }

        var target = targets.TryGetValue(resource, out var known)
            ? known
            : targets.GetValue(resource, static r => new ResourceTarget(r, null, new KindBytes(r.Kind, r.Origin)));
        return target.IsAnswerAlone && info.HasPathName ? throw ApiErrors.ResourceNotFound() : target;
    }

    private ResourceTarget Subresource(ServedResource resource, RequestInfo info)
    {
        RefuseContainers(resource, info);
        if (resource.Subresources.TryGetValue(info.Subresource, out var subresource))
        {
            return subtargets.GetValue(subresource, s => new ResourceTarget(resource, s, new KindBytes(s.Kind, s.Origin)));
        }

        throw resource.Origin != KindOrigin.BuiltIn
            ? ApiErrors.NotFound(resource.Kind.Resource.GroupResource, info.Name)
            : ApiErrors.ResourceNotFound();
    }

    // Paths into containers, unless someone serves them.
    private static void RefuseContainers(ServedResource resource, RequestInfo info)
    {
        var served = resource.Subresources.TryGetValue(info.Subresource, out var subresource) && subresource.Verbs != NoVerbs;
        if (!served && info is { Group: "", Resource: "pods" or "services" or "nodes", Subresource: "log" or "exec" or "attach" or "portforward" or "proxy" })
        {
            throw VerbRefusals.NoContainers(info.Subresource);
        }
    }

    // A namespaced object has a namespace in its path, only lists and watches may leave it out; cluster-scoped ones have none.
    private static bool ScopeFits(ServedResource resource, RequestInfo info)
    {
        if (resource.Kind.Namespaced)
        {
            return info.Namespace.Length > 0 || (info.Verb is "list" or "watch" && !info.HasPathName);
        }

        return !info.IsInNamespace;
    }

    // Groups of our own answer with a Status; where there are only custom resources, or nothing, it is the plain page.
    private static bool OwnsGroup(CatalogSnapshot catalog, string group)
    {
        foreach (var versions in catalog.Groups)
        {
            if (versions[0].GroupVersion.Group == group)
            {
                return versions.Any(v => v.Resources.Any(r => r.Origin == KindOrigin.BuiltIn));
            }
        }

        return false;
    }
}
