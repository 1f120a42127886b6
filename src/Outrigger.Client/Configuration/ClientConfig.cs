using System.Net;
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

    /// <summary>
    /// What else a server's certificate, good in every other respect, is checked for: null when it is well, else why the connection is
    /// refused. Not asked when any certificate is accepted.
    /// </summary>
    public Func<X509Certificate2, string?>? CertificateRefusal { get; init; }

    /// <summary>Told why a server's certificate was refused, for a log: the exception of the request does not say. May be called by any thread.</summary>
    public Action<string>? OnUntrusted { get; init; }

    /// <summary>Why an address that the server's name leads to is not connected to; null from it, or no function, lets every address be.</summary>
    public Func<IPAddress, string?>? AddressRefusal { get; init; }

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
