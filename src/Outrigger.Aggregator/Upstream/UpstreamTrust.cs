using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Whom a target's serving certificate must come from: a CA bundle, the host's roots, or nobody.</summary>
internal sealed class UpstreamTrust : IEquatable<UpstreamTrust>
{
    private readonly string id;

    private UpstreamTrust(string id, X509Certificate2Collection? roots)
    {
        this.id = id;
        Roots = roots;
    }

    /// <summary>The roots of the operating system.</summary>
    public static UpstreamTrust HostRoots { get; } = new("host", null);

    /// <summary>Any certificate (insecureSkipTLSVerify).</summary>
    public static UpstreamTrust Anybody { get; } = new("anybody", null);

    /// <summary>The certificates of the bundle; null for the host's roots or nobody.</summary>
    public X509Certificate2Collection? Roots { get; }

    /// <summary>Whether nothing is verified.</summary>
    public bool IsInsecure => ReferenceEquals(this, Anybody);

    /// <summary>Reads a PEM bundle. A bundle without a certificate trusts nobody: <see cref="IsEmpty"/>.</summary>
    public static UpstreamTrust FromBundle(byte[] pem)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(System.Text.Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            roots.Clear();
        }

        return new(Convert.ToHexString(SHA256.HashData(pem)), roots);
    }

    /// <summary>Whether it is a bundle in which no certificate was found.</summary>
    public bool IsEmpty => Roots is { Count: 0 };

    public bool Equals(UpstreamTrust? other) => other is not null && string.Equals(id, other.id, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as UpstreamTrust);

    public override int GetHashCode() => id.GetHashCode(StringComparison.Ordinal);
}
