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
    /// <param name="refusal">Why a certificate that is good otherwise is refused; null for no further rule.</param>
    /// <param name="onUntrusted">Told why a certificate is refused.</param>
    public static void Apply(
        SslClientAuthenticationOptions options,
        string name,
        X509Certificate2Collection? authorities,
        bool insecure,
        Func<X509Certificate2, string?>? refusal = null,
        Action<string>? onUntrusted = null)
    {
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (insecure)
        {
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
            return;
        }

        options.CertificateChainPolicy = Policy(authorities);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            var why = WhyNot(certificate, chain, errors, name) ?? refusal?.Invoke((X509Certificate2)certificate!);
            if (why is not null)
            {
                onUntrusted?.Invoke(why);
            }

            return why is null;
        };
    }

    // the platform's own name check looks at SNI and accepts the subject's CN, which counts for nothing since RFC 6125
    private static string? WhyNot(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string name)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            return "it shows no certificate";
        }

        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None)
        {
            var faults = chain?.ChainStatus.Select(s => s.Status.ToString()).Distinct(StringComparer.Ordinal) ?? [];
            return $"its certificate \"{leaf.Subject}\" is not to be trusted ({string.Join(", ", faults)})";
        }

        return leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false)
            ? null
            : $"its certificate \"{leaf.Subject}\" is not for {name}";
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
