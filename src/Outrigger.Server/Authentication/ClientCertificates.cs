using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Verifies client certificates against our own authorities, never the system's: chain, validity and clientAuth usage, without
/// downloads. A connection shows the same certificate with every request, so a verdict is kept with it for a minute, but not beyond the
/// end of a certificate in the chain.
/// </summary>
public sealed class ClientCertificates(TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ConditionalWeakTable<X509Certificate2, Verdict> verdicts = [];
    private volatile X509Certificate2Collection authorities = [];

    /// <summary>The authorities now; setting them makes all verdicts void. Empty trusts nobody.</summary>
    public X509Certificate2Collection Authorities
    {
        get => authorities;
        set => authorities = value;
    }

    /// <summary>Null when the certificate is good, else why not.</summary>
    /// <param name="certificate">The client's.</param>
    /// <param name="between">What it showed beside: certificates that may lie between its own and an authority, and are worth no more.</param>
    public string? Refusal(X509Certificate2 certificate, X509Certificate2Collection? between = null)
    {
        var now = clock.GetUtcNow();
        var trusted = authorities;
        if (verdicts.TryGetValue(certificate, out var known) && known.Until > now && ReferenceEquals(known.Authorities, trusted))
        {
            return known.Refusal;
        }

        var verdict = Verify(certificate, trusted, between, now);
        verdicts.AddOrUpdate(certificate, verdict);
        return verdict.Refusal;
    }

    private static Verdict Verify(
        X509Certificate2 certificate, X509Certificate2Collection trusted, X509Certificate2Collection? between, DateTimeOffset now)
    {
        if (trusted.Count == 0)
        {
            return new Verdict(trusted, "no authority is trusted", now + Remembered);
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        if (between is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(between);
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        return chain.Build(certificate)
            ? new Verdict(trusted, null, Earlier(now + Remembered, chain.ChainElements.Min(e => e.Certificate.NotAfter)))
            : new Verdict(trusted, string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim())), now + Remembered);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private sealed record Verdict(X509Certificate2Collection Authorities, string? Refusal, DateTimeOffset Until);
}
