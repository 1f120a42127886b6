using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>The kinds of resources.</summary>
internal sealed class KindNames(IResourceCatalog catalog)
{
    /// <summary>Empty when it is not served any more.</summary>
    public string Of(GroupVersionResource resource) => catalog.Current.Find(resource)?.Kind.Kind.Kind
        ?? RemoteResources.Read(resource.GroupVersion, catalog.Current.Find(resource.GroupVersion)?.Remote?.LastDiscovery)
            .FirstOrDefault(r => r.Resource == resource)?.Kind
        ?? "";
}
