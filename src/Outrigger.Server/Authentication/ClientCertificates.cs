using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Verifies client certificates against our own authorities, never the system's: chain, validity and clientAuth usage, without
/// downloads. A verdict is remembered for a minute, because every request of a connection shows the same certificate.
/// </summary>
public sealed class ClientCertificates(TimeProvider clock)
{
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ConcurrentDictionary<string, Verdict> verdicts = new(StringComparer.Ordinal);
    private volatile X509Certificate2Collection authorities = [];

    /// <summary>The authorities now; setting them forgets all verdicts. Empty trusts nobody.</summary>
    public X509Certificate2Collection Authorities
    {
        get => authorities;
        set
        {
            authorities = value;
            verdicts.Clear();
        }
    }

    /// <summary>Null when the certificate is good, else why not.</summary>
    public string? Refusal(X509Certificate2 certificate)
    {
        var now = clock.GetUtcNow();
        var key = certificate.Thumbprint;
        if (verdicts.TryGetValue(key, out var verdict) && verdict.Until > now && verdict.Raw.Span.SequenceEqual(certificate.RawDataMemory.Span))
        {
            return verdict.Refusal;
        }

        var trusted = authorities;
        var refusal = Verify(certificate, trusted, now);
        if (verdicts.Count >= MostRemembered)
        {
            verdicts.Clear();
        }

        if (ReferenceEquals(trusted, authorities))
        {
            verdicts[key] = new Verdict(certificate.RawDataMemory, refusal, now + Remembered);
        }

        return refusal;
    }

    private static string? Verify(X509Certificate2 certificate, X509Certificate2Collection trusted, DateTimeOffset now)
    {
        if (trusted.Count == 0)
        {
            return "no authority is trusted";
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        return chain.Build(certificate) ? null : string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()));
    }

    private sealed record Verdict(ReadOnlyMemory<byte> Raw, string? Refusal, DateTimeOffset Until);
}
