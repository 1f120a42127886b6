using System.Net;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Server.Authentication;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Leading;
using Outrigger.Server.Metrics;
using Outrigger.Server.Networking;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>What an operator decides about the control plane.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>Signs and judges service-account tokens; the caller disposes of it.</summary>
    public required ServiceAccountKeys Keys { get; init; }

    public TokenOptions Tokens { get; init; } = new();

    /// <summary>What extension servers are told.</summary>
    public AuthenticationConfig Authentication { get; init; } = new();

    /// <summary>Asked before the service-account tokens: the static token file.</summary>
    public IReadOnlyList<ITokenAuthenticator> TokenAuthenticators { get; init; } = [];

    /// <summary>Further ways to be let in, and what decides what callers may do; service accounts and RBAC by default.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Where authentication and authorization are counted; the server's own.</summary>
    public AccessMetrics Metrics { get; init; } = new();

    /// <summary>Whether the service of a namespace and name may have loopback endpoints; none by default.</summary>
    public Func<string, string, bool> AllowsLoopback { get; init; } = (_, _) => false;

    /// <summary>Finds the Services of webhooks; by default none is found.</summary>
    public ServiceResolver Services { get; init; } = (_, name, _) => new($"service \"{name}\" not found", []);

    /// <summary>The admission plugins that are on, of <see cref="AdmissionPlugins.Available"/>.</summary>
    public IReadOnlyList<string> AdmissionPlugins { get; init; } = Hosting.AdmissionPlugins.Default;

    /// <summary>How long an Event stays after it was last written; one hour. Zero for ever.</summary>
    public TimeSpan EventTimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The controllers that are on, of <see cref="Hosting.Controllers.Available"/>.</summary>
    public IReadOnlyList<string> Controllers { get; init; } = Hosting.Controllers.Available;

    /// <summary>Where this server is reached, for the EndpointSlice of default/kubernetes; null or loopback publishes none.</summary>
    public IPEndPoint? Advertised { get; init; }

    /// <summary>
    /// What tells this server from others over the same store, the same at each start: it keeps a Lease of that name, and
    /// default/kubernetes has every server whose Lease is renewed. Null when no other server can use the store.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>Whether the controllers run here or in another server of the same store; here by default.</summary>
    public ILeadership Leadership { get; init; } = new SoleLeader();

    /// <summary>The server's flow control, which follows the FlowSchemas and PriorityLevelConfigurations of the store; null for none.</summary>
    public FlowController? FlowControl { get; init; }

    /// <summary>Periods and tolerances of the HorizontalPodAutoscaler controller.</summary>
    public AutoscalerOptions Autoscaler { get; init; } = new();

    /// <summary>
    /// PEM that goes into a ConfigMap kube-root-ca.crt in every namespace, for pods that call this server; null for none.
    /// </summary>
    public string? RootCertificate { get; init; }
}
