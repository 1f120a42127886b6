using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Server.Catalog;
using Outrigger.Server.Leading;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Networking;

namespace Outrigger.Aggregator;

/// <summary>What an aggregator is put together from.</summary>
public sealed record AggregatorParts
{
    /// <summary>Must serve Services and EndpointSlices before the aggregator starts; is given APIServices and what they name.</summary>
    public required IResourceCatalog Catalog { get; init; }

    /// <summary>Makes the store of the APIServices.</summary>
    public required ResourceBuilder Builder { get; init; }

    /// <summary>Must hold the schema files of this assembly.</summary>
    public required SchemaLibrary Schemas { get; init; }

    /// <summary>Admission of the APIServices.</summary>
    public AdmissionChain Admission { get; init; } = AdmissionChain.None;

    /// <summary>With private key; proves to other servers that the identity headers are true. Without one they answer as to anybody.</summary>
    public X509Certificate2? FrontProxyCertificate { get; init; }

    /// <summary>PEM files of certificate and key instead of <see cref="FrontProxyCertificate"/>: followed, when they change.</summary>
    public (string Certificate, string Key)? FrontProxyFiles { get; init; }

    /// <summary>Whose endpoints may have loopback addresses; none by default.</summary>
    public LoopbackPolicy Loopback { get; init; } = LoopbackPolicy.None;

    /// <summary>Whether other servers are offered HTTP/2; they are by default.</summary>
    public bool UpstreamHttp2 { get; init; } = true;

    /// <summary>The ports this process listens on: never proxied to.</summary>
    public Func<IReadOnlyCollection<int>> OwnPorts { get; init; } = () => [];

    /// <summary>Ends proxied watches and tunnels when the server drains; pass the server's own.</summary>
    public ServerLifecycle Lifecycle { get; init; } = new();

    /// <summary>Whether this server writes what was found about APIServices, or another of the same store; this one by default.</summary>
    public ILeadership Leadership { get; init; } = new SoleLeader();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }
}
