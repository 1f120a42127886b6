using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Namespaces;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>The feeds and controllers of the control plane, and how they hang together.</summary>
internal sealed class ControlLoops
{
    private readonly List<IBackgroundLoop> loops;
    private readonly ObjectFeed namespaces;
    private readonly RbacFeeds rbac;

    public ControlLoops(ControlLoopParts parts, NamespaceContent content, string? rootCertificate)
    {
        var (objects, state, time, log) = parts;
        var aggregation = new RoleAggregation(objects, time, log);
        rbac = new RbacFeeds(state, objects, time, log, aggregation.RolesChanged);
        aggregation.ClusterRoles = rbac.ClusterRoles;
        var controller = new NamespaceController(objects, content, time, log);
        var defaults = new NamespaceDefaults(objects, rootCertificate, time, log);
        namespaces = new ObjectFeed(CoreResources.Namespaces, objects, time, log)
        {
            OnPut = ns => Sort(ns, controller, defaults),
            OnRemove = _ => { },
        };
        loops = [rbac, aggregation, controller, defaults];
    }

    /// <summary>Whether RBAC knows everything that was there at the start.</summary>
    public bool IsSynced => rbac.Synced.IsCompletedSuccessfully;

    /// <summary>Ends when every loop has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts all of them; returns when RBAC is in force.</summary>
    public async Task StartAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        Completion = Task.WhenAll([namespaces.RunAsync(stop), .. loops.Select(l => l.RunAsync(stop))]);
        await rbac.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
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
