using System.Net;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Where a connection goes and what it must prove. Connections are shared by equal targets.</summary>
/// <param name="Endpoint">Address and port.</param>
/// <param name="ServerName">The name in TLS: <c>SERVICE.NAMESPACE.svc</c>.</param>
/// <param name="Trust">Who may have signed the server's certificate.</param>
/// <param name="Credential">What is shown to a server that asks; null for nothing.</param>
internal sealed record UpstreamTarget(IPEndPoint Endpoint, string ServerName, UpstreamTrust Trust, UpstreamCredential? Credential)
{
    private readonly int hash = HashCode.Combine(Endpoint, ServerName, Trust, Credential);

    /// <summary>The endpoint as a Host header has it: <c>10.0.0.1:443</c>, <c>[fd00::1]:443</c>.</summary>
    public string Authority { get; } = Endpoint.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
