using System.Net;

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

    /// <summary>How long the server goes on serving after it was asked to stop, so that load balancers see /readyz first.</summary>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long requests that are under way may take to finish when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
