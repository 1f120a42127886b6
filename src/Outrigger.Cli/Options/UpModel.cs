using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Server.Authentication;
using Outrigger.Server.Networking;
using Outrigger.Server.Settings;
using Outrigger.Storage.Etcd;

namespace Outrigger.Cli.Options;

/// <summary>The flags of <c>outrigger up</c>, checked and read; null where the data directory's own is to be used.</summary>
internal sealed record UpModel
{
    public required DataDirectory Data { get; init; }

    /// <summary>Whether nothing is kept: the store is in memory.</summary>
    public bool InMemory { get; init; }

    /// <summary>Null for a store of this process.</summary>
    public EtcdStoreOptions? Etcd { get; init; }

    public required IPAddress BindAddress { get; init; }

    /// <summary>--advertise-address; null for the one it listens on.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>The address under which others reach the server.</summary>
    public IPAddress Advertised => AdvertiseAddress ?? BindAddress;

    public required int SecurePort { get; init; }

    public KeyPair? Serving { get; init; }

    /// <summary>The files behind <see cref="Serving"/>.</summary>
    public (string Certificate, string Key)? ServingFiles { get; init; }

    /// <summary>PEM of further authorities of client certificates; may be empty.</summary>
    public required string FurtherClientAuthorities { get; init; }

    public StaticTokenFile? StaticTokens { get; init; }

    /// <summary>How service-account tokens are issued and judged.</summary>
    public required TokenOptions Tokens { get; init; }

    /// <summary>Further ways to be let in, and what decides what callers may do.</summary>
    public required AccessOptions Access { get; init; }

    /// <summary>Where callers without credentials are let in.</summary>
    public required AnonymousAccess Anonymous { get; init; }

    /// <summary>PEM texts.</summary>
    public required IReadOnlyList<string> FurtherServiceAccountKeys { get; init; }

    /// <summary>PEM.</summary>
    public string? SigningKey { get; init; }

    /// <summary>PEM.</summary>
    public string? FrontProxyAuthorities { get; init; }

    public required FrontProxyOptions FrontProxy { get; init; }

    public KeyPair? ProxyClient { get; init; }

    /// <summary>The files behind <see cref="ProxyClient"/>.</summary>
    public (string Certificate, string Key)? ProxyClientFiles { get; init; }

    /// <summary>The admission plugins that are on.</summary>
    public required IReadOnlyList<string> AdmissionPlugins { get; init; }

    /// <summary>The controllers that are on.</summary>
    public required IReadOnlyList<string> Controllers { get; init; }

    public required LoopbackPolicy Loopback { get; init; }

    /// <summary>Whether extension servers are offered HTTP/2.</summary>
    public required bool UpstreamHttp2 { get; init; }

    /// <summary>How often the watch cache is compared with the store; zero for never.</summary>
    public TimeSpan CacheSelfCheck { get; init; }

    /// <summary>How long Events stay; zero for ever.</summary>
    public TimeSpan EventTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether this machine is registered as a node.</summary>
    public bool LocalNode { get; init; }

    /// <summary>Periods and tolerances of the autoscaler.</summary>
    public AutoscalerOptions Autoscaler { get; init; } = new();

    public required LogLevel LogLevel { get; init; }

    /// <summary>Shutdown, audit, flow control.</summary>
    public ServerSettings Settings { get; init; } = new();
}
