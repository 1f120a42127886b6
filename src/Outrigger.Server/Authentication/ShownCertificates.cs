using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Authentication;

/// <summary>The certificates that a client showed beside its own in the handshake, a feature of its connection.</summary>
internal sealed class ShownCertificates
{
    private const int Most = 16;
    private volatile X509Certificate2Collection? between;

    /// <summary>Keeps them; more than a chain can be long are none.</summary>
    public void Keep(X509Chain? chain)
    {
        if (chain?.ChainPolicy.ExtraStore is { Count: > 0 and <= Most } shown)
        {
            between = new X509Certificate2Collection(shown);
        }
    }

    /// <summary>Null when there are none.</summary>
    public static X509Certificate2Collection? Of(HttpContext context) => context.Features.Get<ShownCertificates>()?.between;
}
