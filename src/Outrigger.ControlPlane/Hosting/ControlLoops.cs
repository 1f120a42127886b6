using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Namespaces;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>The feeds of the control plane, which every server runs, and its controllers, which only the leader does.</summary>
internal sealed class ControlLoops
{
    private readonly ControlLoopParts parts;
    private readonly NamespaceContent content;
    private readonly string? rootCertificate;
    private readonly RbacFeeds rbac;
    private RoleAggregation? aggregation;

    public ControlLoops(ControlLoopParts parts, NamespaceContent content, string? rootCertificate)
    {
        this.parts = parts;
        this.content = content;
        this.rootCertificate = rootCertificate;
        rbac = new RbacFeeds(parts.Rbac, parts.Objects, parts.Time, parts.Log, () => Volatile.Read(ref aggregation)?.RolesChanged());
    }

    /// <summary>Whether RBAC knows everything that was there at the start.</summary>
    public bool IsSynced => rbac.Synced.IsCompletedSuccessfully;

    /// <summary>Ends when every feed has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the feeds; returns when RBAC is in force.</summary>
    public async Task StartAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        Completion = Task.WhenAll(rbac.RunAsync(stop), parts.Flows?.Feed.RunAsync(stop) ?? Task.CompletedTask);
        await rbac.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the controllers, made anew so that they look at everything, until it is cancelled.</summary>
    public async Task ControlAsync(CancellationToken cancellationToken)
    {
        var (objects, _, time, log) = parts;
        var roles = new RoleAggregation(objects, time, log) { ClusterRoles = rbac.ClusterRoles };
        var controller = new NamespaceController(objects, content, time, log);
        var defaults = new NamespaceDefaults(objects, rootCertificate, time, log);
        var namespaces = new ObjectFeed(CoreResources.Namespaces, objects, time, log)
        {
            OnPut = ns => Sort(ns, controller, defaults),
            OnRemove = _ => { },
        };
        Volatile.Write(ref aggregation, roles);
        roles.RolesChanged();
        IBackgroundLoop[] loops = [roles, controller, defaults, .. parts.Flows is { } flows ? [flows.Controller()] : Array.Empty<IBackgroundLoop>()];
        await Task.WhenAll([namespaces.RunAsync(cancellationToken), .. loops.Select(l => l.RunAsync(cancellationToken))]).ConfigureAwait(false);
        Volatile.Write(ref aggregation, null);
    }

    private static void Sort(StoredObject ns, NamespaceController controller, NamespaceDefaults defaults)
    {
        if (ns.IsDeleting)
        {
            controller.Add(ns.Name);
        }
        else
        {
            defaults.Add(ns.Name);
        }
    }
}
