using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;

namespace Outrigger.Aggregator.Feeds;

/// <summary>The aggregator's own reads and writes of objects that this process serves; through the registry, as everybody's.</summary>
internal sealed class LocalObjects(IResourceCatalog catalog, TimeProvider time)
{
    private static readonly UserInfo Self = new("system:apiserver", [UserInfo.MastersGroup, UserInfo.AuthenticatedGroup]);

    public ValueTask<ObjectList> ListAsync(GroupVersionResource resource, CancellationToken cancellationToken) =>
        Verb(Served(resource).Verbs.List, resource).ListAsync(Context(resource, ""), new ListQuery(), cancellationToken);

    public ValueTask<IObjectWatch> WatchAsync(GroupVersionResource resource, long revision, CancellationToken cancellationToken) =>
        Verb(Served(resource).Verbs.Watch, resource).WatchAsync(
            Context(resource, ""),
            new WatchQuery(ResourceVersion: revision.ToString(CultureInfo.InvariantCulture)),
            cancellationToken);

    public async ValueTask CreateAsync(GroupVersionResource resource, JsonObject obj, CancellationToken cancellationToken) =>
        await Verb(Served(resource).Verbs.Create, resource)
            .CreateAsync(Context(resource, ""), obj, cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteAsync(GroupVersionResource resource, string name, CancellationToken cancellationToken) =>
        await Verb(Served(resource).Verbs.Delete, resource)
            .DeleteAsync(Context(resource, name), new DeleteOptions(), cancellationToken).ConfigureAwait(false);

    /// <summary>Changes an object in place (its status when <paramref name="subresource"/> says so); again after a conflict.</summary>
    public async ValueTask UpdateAsync(
        GroupVersionResource resource, string name, string subresource, Action<JsonObject> edit, CancellationToken cancellationToken)
    {
        var served = Served(resource);
        var verbs = subresource.Length == 0 ? served.Verbs : served.Subresources[subresource].Verbs;
        await Verb(verbs.Update, resource).UpdateAsync(
            Context(resource, name) with { Subresource = subresource }, new ObjectEdit(edit), cancellationToken).ConfigureAwait(false);
    }

    private OperationContext Context(GroupVersionResource resource, string name) => new()
    {
        User = Self,
        Resource = resource,
        Name = name,
        FieldManager = "kube-apiserver",
        FieldValidation = FieldValidation.Ignore,
        Now = time.GetUtcNow(),
    };

    private ServedResource Served(GroupVersionResource resource) =>
        catalog.Current.Find(resource) ?? throw new InvalidOperationException($"{resource} is not served by this process");

    private static T Verb<T>(T? verb, GroupVersionResource resource)
        where T : class =>
        verb ?? throw new InvalidOperationException($"{resource} cannot be followed: it has no such verb");
}
