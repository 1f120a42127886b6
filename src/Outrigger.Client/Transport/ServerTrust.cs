using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Client.Transport;

/// <summary>
/// The one way in which this project decides whether a server's certificate is good: the given roots alone (or the machine's
/// when there are none), the name in a SAN, server-auth use, and nothing downloaded.
/// </summary>
public static class ServerTrust
{
    /// <summary>Sets the trust of a TLS client.</summary>
    /// <param name="options">The client's options; its TargetHost (SNI) is left alone.</param>
    /// <param name="name">The DNS name or address that the certificate must carry in a SAN.</param>
    /// <param name="authorities">The only roots; null for the machine's.</param>
    /// <param name="insecure">Accept any certificate.</param>
    public static void Apply(SslClientAuthenticationOptions options, string name, X509Certificate2Collection? authorities, bool insecure)
    {
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (insecure)
        {
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
            return;
        }

        options.CertificateChainPolicy = Policy(authorities);

        // the platform's own name check looks at SNI and accepts the subject's CN, which counts for nothing since RFC 6125
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
            && certificate is X509Certificate2 leaf
            && leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection? authorities)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationFlags = X509VerificationFlags.NoFlag,
        };
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }
}
