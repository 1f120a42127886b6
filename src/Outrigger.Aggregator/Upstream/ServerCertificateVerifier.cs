using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// Judges a serving certificate: chain up to the bundle (or the host's roots), for servers, now valid, and the name in its subject
/// alternative names. A common name counts for nothing, nothing is downloaded, revocation is not asked.
/// </summary>
internal static class ServerCertificateVerifier
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>Null when the certificate is good, else the reason.</summary>
    public static string? Judge(
        X509Certificate2? certificate, X509Certificate2Collection presented, UpstreamTrust trust, string name, DateTime now)
    {
        if (trust.IsInsecure)
        {
            return null;
        }

        if (certificate is null)
        {
            return "tls: the server showed no certificate";
        }

        if (trust.IsEmpty)
        {
            return "tls: the CA bundle holds no certificate";
        }

        if (!certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
        {
            return $"tls: failed to verify certificate: it is not valid for {name}";
        }

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now;
        policy.ApplicationPolicy.Add(new(ServerAuth));
        policy.ExtraStore.AddRange(presented);
        if (trust.Roots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return chain.Build(certificate) || EndsAtAnchor(chain, trust.Roots) ? null : Explain(chain);
    }

    /// <summary>
    /// Whether the only fault is that the chain stops at a certificate of the bundle that another CA signed: Go takes every
    /// certificate of a bundle as an anchor.
    /// </summary>
    private static bool EndsAtAnchor(X509Chain chain, X509Certificate2Collection? roots)
    {
        if (roots is null || chain.ChainElements.Count == 0 ||
            chain.ChainStatus.Any(s => s.Status is not (X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NoError)))
        {
            return false;
        }

        var last = chain.ChainElements[^1].Certificate;
        return roots.Any(root => root.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span));
    }

    private static string Explain(X509Chain chain)
    {
        var faults = string.Join(", ", chain.ChainStatus.Select(s => s.Status.ToString()).Distinct(StringComparer.Ordinal));
        return $"tls: failed to verify certificate: {(faults.Length == 0 ? "unknown authority" : faults)}";
    }
}
