using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Client.Configuration;

/// <summary>How to reach a server, whom to trust and who one is.</summary>
public sealed record ClientConfig
{
    /// <summary>The server's address; a path in it is kept before every request path.</summary>
    public required Uri Server { get; init; }

    /// <summary>The only roots that may have signed the server's certificate; null trusts the machine's roots.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must carry and that is sent as SNI; null is the address's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The client certificate first, then its intermediates; null sends none.</summary>
    public X509Certificate2Collection? ClientCertificate { get; init; }

    /// <summary>Null sends no bearer token.</summary>
    public ITokenSource? Token { get; init; }

    /// <summary>Null sends the requests as oneself.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>An HTTP proxy; null takes the one of the environment, which loopback addresses bypass.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The namespace that the context names, else <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";
}
