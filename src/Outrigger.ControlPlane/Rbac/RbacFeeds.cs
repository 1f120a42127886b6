using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Fills the RBAC index from the four RBAC resources, change by change.</summary>
internal sealed class RbacFeeds : IBackgroundLoop
{
    private readonly ObjectFeed[] feeds;

    public RbacFeeds(RbacState state, LocalObjects objects, TimeProvider time, ILogger log, Action clusterRoleChanged)
    {
        ClusterRoles = new ObjectFeed(RbacObjects.ClusterRoles, objects, time, log)
        {
            OnPut = obj =>
            {
                state.PutRole(obj.ToTree());
                clusterRoleChanged();
            },
            OnRemove = obj =>
            {
                state.RemoveRole(Key(obj));
                clusterRoleChanged();
            },
        };
        feeds =
        [
            ClusterRoles,
            Feed(RbacObjects.Roles, obj => state.PutRole(obj.ToTree()), obj => state.RemoveRole(Key(obj))),
            Feed(RbacObjects.ClusterRoleBindings, obj => state.PutBinding(obj.ToTree()), obj => state.RemoveBinding(Key(obj))),
            Feed(RbacObjects.RoleBindings, obj => state.PutBinding(obj.ToTree()), obj => state.RemoveBinding(Key(obj))),
        ];

        ObjectFeed Feed(GroupVersionResource resource, Action<StoredObject> put, Action<StoredObject> remove) =>
            new(resource, objects, time, log) { OnPut = put, OnRemove = remove };
    }

    /// <inheritdoc/>
    public string Name => "rbac";

    /// <summary>The cluster roles that are there.</summary>
    public ObjectFeed ClusterRoles { get; }

    /// <summary>Ends when the index knows every role and binding that was there at the start.</summary>
    public Task Synced => Task.WhenAll(feeds.Select(f => f.Synced));

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(feeds.Select(f => f.RunAsync(cancellationToken)));

    private static RoleKey Key(StoredObject obj) => new(obj.Namespace, obj.Name);
}
