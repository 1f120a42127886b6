using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Objects;

namespace Outrigger.Aggregator.Tests.Module;

/// <summary>A user's reads and writes, past the HTTP layer.</summary>
internal sealed class ObjectAccess(IResourceCatalog catalog, TimeProvider time)
{
    private static readonly UserInfo User = new("alice", []);

    public async Task CreateAsync(GroupVersionResource resource, JsonObject obj, string ns = "") =>
        await Served(resource).Verbs.Create!.CreateAsync(Context(resource, ns, ""), obj, default);

    public async Task<StoredObject> GetAsync(GroupVersionResource resource, string name, string ns = "") =>
        await Served(resource).Verbs.Get!.GetAsync(Context(resource, ns, name), "", default);

    public async Task UpdateAsync(GroupVersionResource resource, string name, Action<JsonObject> edit, string ns = "", string subresource = "")
    {
        var served = Served(resource);
        var verbs = subresource.Length == 0 ? served.Verbs : served.Subresources[subresource].Verbs;
        await verbs.Update!.UpdateAsync(Context(resource, ns, name) with { Subresource = subresource }, new ObjectEdit(edit), default);
    }

    public async Task DeleteAsync(GroupVersionResource resource, string name, string ns = "") =>
        await Served(resource).Verbs.Delete!.DeleteAsync(Context(resource, ns, name), new DeleteOptions(), default);

    private ServedResource Served(GroupVersionResource resource) => catalog.Current.Find(resource)!;

    private OperationContext Context(GroupVersionResource resource, string ns, string name) => new()
    {
        User = User,
        Resource = resource,
        Namespace = ns,
        Name = name,
        Now = time.GetUtcNow(),
    };
}
