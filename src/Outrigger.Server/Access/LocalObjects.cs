using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Access;

/// <summary>
/// Reads and writes of the server itself, through the registry as everybody's: admission, validation and managed fields apply.
/// For resources that this process serves.
/// </summary>
/// <param name="catalog">Where the resources are found, at each call.</param>
/// <param name="time">Stamps the operations.</param>
/// <param name="manager">The field manager of the writes.</param>
public sealed class LocalObjects(IResourceCatalog catalog, TimeProvider time, string manager)
{
    private static readonly UserInfo Self = new("system:apiserver", [UserInfo.MastersGroup, UserInfo.AuthenticatedGroup]);

    /// <summary>Asked right before each write: a controller that leads no more must not write. Yes by default.</summary>
    public Func<bool> MayWrite { private get; init; } = static () => true;

    /// <summary>Whether the writes are part of what was admitted already, so that no admission webhook is asked. No by default.</summary>
    public bool IsInternal { private get; init; }

    /// <summary>The object, from the cache; null when there is none.</summary>
    public ValueTask<StoredObject?> FindAsync(GroupVersionResource resource, string ns, string name, CancellationToken cancellationToken) =>
        Verb(Served(resource).Verbs.Get, resource, "get").FindAsync(Context(resource, ns, name), cancellationToken);

    /// <summary>Every object of a namespace, or of all when it is empty.</summary>
    public async ValueTask<ObjectList> ListAsync(GroupVersionResource resource, string ns, CancellationToken cancellationToken)
    {
        var list = Verb(Served(resource).Verbs.List, resource, "list");
        return await list.ListAsync(Context(resource, ns, ""), new ListQuery(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Watches every object from a revision on.</summary>
    public async ValueTask<IObjectWatch> WatchAsync(
        GroupVersionResource resource, long afterRevision, CancellationToken cancellationToken)
    {
        var watch = Verb(Served(resource).Verbs.Watch, resource, "watch");
        var query = new WatchQuery(ResourceVersion: afterRevision.ToString(CultureInfo.InvariantCulture));
        return await watch.WatchAsync(Context(resource, "", ""), query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells of everything that is there, then of each change, until the watch ends.</summary>
    public async Task FollowAsync(
        GroupVersionResource resource, Action<ObjectList> listed, Action<WatchItem> changed, CancellationToken cancellationToken)
    {
        var list = await ListAsync(resource, "", cancellationToken).ConfigureAwait(false);
        listed(list);
        var watch = await WatchAsync(resource, list.ResourceVersion, cancellationToken).ConfigureAwait(false);
        await using var closing = watch.ConfigureAwait(false);
        do
        {
            while (watch.TryRead(out var item))
            {
                changed(item);
            }
        }
        while (await watch.WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Creates an object, and returns it as it was stored; a name that is taken is a 409.</summary>
    public async ValueTask<StoredObject> CreateAsync(
        GroupVersionResource resource, string ns, JsonObject obj, CancellationToken cancellationToken)
    {
        Check();
        var create = Verb(Served(resource).Verbs.Create, resource, "create");
        return await create.CreateAsync(Context(resource, ns, ""), obj, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates an object; false when one of this name is there.</summary>
    public async ValueTask<bool> TryCreateAsync(
        GroupVersionResource resource, string ns, JsonObject obj, CancellationToken cancellationToken)
    {
        try
        {
            await CreateAsync(resource, ns, obj, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Reason is StatusReasons.AlreadyExists)
        {
            return false;
        }
    }

    /// <summary>
    /// Changes an object in place; <paramref name="edit"/> may run more than once. False when the object is gone. An edit that
    /// changes nothing writes nothing.
    /// </summary>
    public ValueTask<bool> UpdateAsync(ObjectAddress target, Action<JsonObject> edit, CancellationToken cancellationToken) =>
        UpdateAsync(target, new ObjectEdit(edit), cancellationToken);

    /// <summary>The same without a field manager: for what a request of somebody else brings about.</summary>
    public ValueTask<bool> UpdateUnrecordedAsync(ObjectAddress target, Action<JsonObject> edit, CancellationToken cancellationToken) =>
        UpdateAsync(target, new ObjectEdit(edit, isUnrecorded: true), cancellationToken);

    private async ValueTask<bool> UpdateAsync(ObjectAddress target, ObjectEdit edit, CancellationToken cancellationToken)
    {
        var served = Served(target.Resource);
        var verbs = target.Subresource.Length > 0 && served.Subresources.TryGetValue(target.Subresource, out var sub) && sub.Verbs.Update is not null
            ? sub.Verbs
            : served.Verbs;
        var context = Context(target.Resource, target.Namespace, target.Name) with { Subresource = target.Subresource };
        try
        {
            Check();
            var update = Verb(verbs.Update, target.Resource, "update");
            await update.UpdateAsync(context, edit, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return false;
        }
    }

    /// <summary>Deletes an object; false when it is gone already.</summary>
    public async ValueTask<bool> DeleteAsync(ObjectAddress target, DeleteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            Check();
            var delete = Verb(Served(target.Resource).Verbs.Delete, target.Resource, "delete");
            await delete.DeleteAsync(Context(target.Resource, target.Namespace, target.Name), options, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return false;
        }
    }

    /// <summary>The context of an operation of the server itself.</summary>
    public OperationContext Context(GroupVersionResource resource, string ns, string name) => new()
    {
        User = Self,
        Resource = resource,
        Namespace = ns,
        Name = name,
        FieldManager = manager,
        IsInternal = IsInternal,
        FieldValidation = FieldValidation.Ignore,
        Now = time.GetUtcNow(),
    };

    private void Check()
    {
        if (!MayWrite())
        {
            throw new OperationCanceledException("this server leads no more: another one's controllers do this");
        }
    }

    private ServedResource Served(GroupVersionResource resource) =>
        catalog.Current.Find(resource) ?? throw new InvalidOperationException($"{resource} is not served by this process");

    private static T Verb<T>(T? verb, GroupVersionResource resource, string name)
        where T : class =>
        verb ?? throw new InvalidOperationException($"{resource} has no verb {name}");
}
