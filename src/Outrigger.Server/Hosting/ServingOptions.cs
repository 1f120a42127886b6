using System.Net;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Hosting;

/// <summary>Where and how a server listens.</summary>
public sealed record ServingOptions
{
    /// <summary>Loopback by default.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port; <see cref="ApiServer.Port"/> tells which.</summary>
    public int Port { get; init; }

    /// <summary>The serving certificate; null listens without TLS, which is for tests alone.</summary>
    public ServingCertificate? Certificate { get; init; }

    /// <summary>What slow and greedy clients are allowed.</summary>
    public ServingLimits Limits { get; init; } = new();

    /// <summary>How it stops.</summary>
    public ShutdownOptions Shutdown { get; init; } = new();
}
