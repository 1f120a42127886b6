using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>The kinds of resources that this process serves.</summary>
internal sealed class KindNames(IResourceCatalog catalog)
{
    /// <summary>Empty when it is not served any more.</summary>
    public string Of(GroupVersionResource resource) => catalog.Current.Find(resource)?.Kind.Kind.Kind ?? "";
}
