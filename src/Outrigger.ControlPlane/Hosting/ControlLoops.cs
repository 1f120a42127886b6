using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Endpoints;
using Outrigger.ControlPlane.Namespaces;
using Outrigger.ControlPlane.Rbac;
using Outrigger.ControlPlane.Workloads.Deployments;
using Outrigger.ControlPlane.Workloads.ReplicaSets;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>The feeds of the control plane, which every server runs, and its controllers, which only the leader does.</summary>
internal sealed class ControlLoops
{
    private readonly ControlLoopParts parts;
    private readonly NamespaceContent content;
    private readonly ControlPlaneOptions options;
    private readonly RbacFeeds rbac;
    private RoleAggregation? aggregation;

    public ControlLoops(ControlLoopParts parts, NamespaceContent content, ControlPlaneOptions options)
    {
        this.parts = parts;
        this.content = content;
        this.options = options;
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
        IBackgroundLoop[] loops =
        [
            .. Roles(), .. Namespaces(), .. Endpoints(), .. Workloads(), .. Autoscaling(),
            .. parts.Flows is { } flows ? [flows.Controller()] : Array.Empty<IBackgroundLoop>(),
        ];
        await Task.WhenAll(loops.Select(l => l.RunAsync(cancellationToken))).ConfigureAwait(false);
        Volatile.Write(ref aggregation, null);
    }

    private bool IsOn(string controller) => options.Controllers.Contains(controller, StringComparer.Ordinal);

    private IEnumerable<IBackgroundLoop> Roles()
    {
        if (IsOn(Controllers.ClusterRoleAggregation))
        {
            var roles = new RoleAggregation(parts.Objects, parts.Time, parts.Log) { ClusterRoles = rbac.ClusterRoles };
            Volatile.Write(ref aggregation, roles);
            roles.RolesChanged();
            yield return roles;
        }
    }

    private IEnumerable<IBackgroundLoop> Namespaces()
    {
        var (objects, _, time, log) = parts;
        var controller = IsOn(Controllers.Namespace) ? new NamespaceController(objects, content, time, log) : null;
        var kept = new List<NamespaceDefaults>();
        if (IsOn(Controllers.ServiceAccount))
        {
            kept.Add(new NamespaceDefaults(Controllers.ServiceAccount, KeptObject.Account, objects, time, log));
        }

        if (options.RootCertificate is { } pem && IsOn(Controllers.RootCertificate))
        {
            kept.Add(new NamespaceDefaults(Controllers.RootCertificate, KeptObject.RootCertificate(pem), objects, time, log));
        }

        return [new NamespaceFeed(controller, kept, objects, time, log), .. controller is null ? Array.Empty<IBackgroundLoop>() : [controller], .. kept];
    }

    private IEnumerable<IBackgroundLoop> Workloads()
    {
        if (IsOn(Controllers.ReplicaSet))
        {
            yield return new ReplicaSetController(Controllers.ReplicaSet, parts.Managed, parts.Time, parts.Log);
        }

        if (IsOn(Controllers.Deployment))
        {
            yield return new DeploymentController(Controllers.Deployment, parts.Managed, parts.Time, parts.Log);
        }
    }

    private IEnumerable<IBackgroundLoop> Autoscaling() =>
        IsOn(Controllers.HorizontalPodAutoscaler) && parts.Autoscaler() is { } autoscaler ? [autoscaler] : [];

    private IEnumerable<IBackgroundLoop> Endpoints()
    {
        var (objects, _, time, log) = parts;
        var feeds = new ServiceFeeds(objects, time, log);
        var controllers = new List<IBackgroundLoop>();
        if (IsOn(Controllers.EndpointSlice))
        {
            var slices = new EndpointSliceController(Controllers.EndpointSlice, objects, time, log);
            feeds.Changed.Add(slices.Add);
            controllers.Add(slices);
        }

        if (IsOn(Controllers.Endpoints))
        {
            var endpoints = new EndpointsController(Controllers.Endpoints, objects, time, log);
            feeds.Changed.Add(endpoints.Add);
            controllers.Add(endpoints);
        }

        return controllers.Count == 0 ? [] : [feeds, .. controllers];
    }
}
