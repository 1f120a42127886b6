using System.Net;

namespace Outrigger.Cli.Pki;

/// <summary>What a certificate that is no authority shall say.</summary>
/// <param name="CommonName">The user name of a client, the main name of a server.</param>
/// <param name="Use">Client or server.</param>
internal sealed record LeafRequest(string CommonName, LeafUse Use)
{
    /// <summary>The user's groups.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];
}
