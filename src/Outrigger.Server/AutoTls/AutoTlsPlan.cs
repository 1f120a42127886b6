using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.AutoTls;

/// <summary>
/// Decides what the keys should be now. One step at a time, each safe beside replicas that have not made it: an authority is trusted
/// before it signs, and trusted until nothing that it signed is served any more.
/// </summary>
internal sealed class AutoTlsPlan(string server, IReadOnlyList<string> names, AutoTlsOptions options)
{
    /// <summary>The same object when nothing is due.</summary>
    public AutoTlsKeys Next(AutoTlsKeys? keys, DateTimeOffset now)
    {
        if (keys is null || keys.Signer() < 0 || IsOver(keys.Authorities[0], now))
        {
            var first = AutoTlsIssuer.Authority(server, now, options.AuthorityLifetime);
            return new AutoTlsKeys([first], AutoTlsIssuer.Leaf(first, names, now, options.LeafLifetime));
        }

        if (IsDue(keys.Authorities[0], now))
        {
            return keys with { Authorities = [AutoTlsIssuer.Authority(server, now, options.AuthorityLifetime), .. keys.Authorities] };
        }

        var signer = keys.Signer();
        var best = Begin(keys.Authorities[0]) + AutoTlsConstants.Announced <= now || keys.Authorities.Count == 1 ? 0 : 1;
        if (signer > best || IsDue(keys.Leaf, now) || !Carries(keys.Leaf))
        {
            return IsSpent(keys, best, now) ? keys : keys with { Leaf = AutoTlsIssuer.Leaf(keys.Authorities[best], names, now, options.LeafLifetime) };
        }

        return keys.Authorities.Count > signer + 1 && signer == 0 && Begin(keys.Leaf) + AutoTlsConstants.Kept <= now
            ? keys with { Authorities = [keys.Authorities[0]] }
            : keys;
    }

    // a certificate that ends with its authority is not made anew by it again and again
    private bool IsSpent(AutoTlsKeys keys, int authority, DateTimeOffset now) =>
        keys.Signer() == authority && Carries(keys.Leaf) && !IsOver(keys.Leaf, now) && End(keys.Leaf) >= End(keys.Authorities[authority]);

    private bool Carries(PemPair leaf)
    {
        using var certificate = leaf.WithoutKey();
        var there = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())));
        return names.ToHashSet(StringComparer.Ordinal).SetEquals(there);
    }

    private static bool IsDue(PemPair pair, DateTimeOffset now) => End(pair) - now < (End(pair) - Begin(pair)) / 3;

    private static bool IsOver(PemPair pair, DateTimeOffset now) => End(pair) <= now;

    private static DateTimeOffset Begin(PemPair pair)
    {
        using var certificate = pair.WithoutKey();
        return new DateTimeOffset(certificate.NotBefore) + AutoTlsConstants.Skew;
    }

    private static DateTimeOffset End(PemPair pair)
    {
        using var certificate = pair.WithoutKey();
        return new DateTimeOffset(certificate.NotAfter);
    }
}
