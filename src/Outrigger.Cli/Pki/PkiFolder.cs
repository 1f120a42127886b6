using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Pki;

/// <summary>
/// The keys and certificates in DATA-DIR/pki: made when missing, leaves renewed when they end within 30 days. Authorities and the
/// service-account key are in another folder when several servers share them.
/// </summary>
internal sealed class PkiFolder(string folder, TimeProvider time, string? shared = null)
{
    /// <summary>The common name that extension servers allow to speak for others.</summary>
    public const string FrontProxyName = "front-proxy-client";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    public string PathOf(string file) => Path.Combine(IsShared(file) ? shared ?? folder : folder, file);

    /// <summary>
    /// Throws when an authority or the service-account key is missing: what is made in its place is not what a running server shows its
    /// clients and extension servers.
    /// </summary>
    public void RequireAuthorities()
    {
        var missing = PkiBundle.Files.Where(f => f is not "sa.pub" && !File.Exists(PathOf(f))).Select(PathOf).ToList();
        if (missing.Count > 0)
        {
            throw new StartupException($"{string.Join(", ", missing)} is missing: restore it; a start would make another, which nobody trusts yet");
        }
    }

    /// <summary>An authority (ca, front-proxy-ca); made when it is missing.</summary>
    public CertificateAuthority Authority(string name, string commonName)
    {
        var pair = Read(name);
        if (pair is null)
        {
            RefuseHalf(name);
            pair = CertificateAuthority.Create(commonName, time);
            Write(name, pair);
        }

        return new CertificateAuthority(pair, time);
    }

    /// <summary>A leaf (apiserver, front-proxy-client); made when it is missing, about to end, of another authority or without a wanted name.</summary>
    public KeyPair Leaf(string name, CertificateAuthority authority, LeafRequest wanted)
    {
        if (Read(name) is { } there && IsGood(there, authority, wanted))
        {
            return there;
        }

        var made = authority.Issue(wanted);
        Write(name, made);
        return made;
    }

    /// <summary>Makes the service-account key pair sa.key, sa.pub when it is missing; the private key as PEM.</summary>
    public string ServiceAccountKey()
    {
        var (privatePath, publicPath) = (PathOf("sa.key"), PathOf("sa.pub"));
        if (File.Exists(privatePath))
        {
            var text = File.ReadAllText(privatePath);
            if (!File.Exists(publicPath))
            {
                WritePublicKey(text, publicPath);
            }

            return text;
        }

        // RSA as kube-apiserver's: what checks tokens by itself may know nothing else
        using var key = RSA.Create(2048);
        var pem = key.ExportPkcs8PrivateKeyPem() + "\n";
        PrivateFiles.Write(privatePath, pem);
        WritePublicKey(pem, publicPath);
        return pem;
    }

    /// <summary>Whether a leaf can go on being used.</summary>
    public bool IsGood(KeyPair leaf, CertificateAuthority authority, LeafRequest wanted)
    {
        using var certificate = leaf.ToCertificate();
        using var issuer = X509Certificate2.CreateFromPem(authority.CertificatePem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewBefore
            && chain.Build(certificate)
            && ServingNames.Cover(certificate, wanted);
    }

    private static bool IsShared(string file) => PkiBundle.Files.Contains(file, StringComparer.Ordinal);

    private KeyPair? Read(string name)
    {
        var (certificate, key) = (PathOf($"{name}.crt"), PathOf($"{name}.key"));
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            return null;
        }

        var pair = new KeyPair(File.ReadAllText(certificate), File.ReadAllText(key));
        try
        {
            pair.ToCertificate().Dispose();
            return pair;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new StartupException($"{certificate} and {key} are no pair ({e.Message}): restore them, or remove both to get new ones", e);
        }
    }

    private void Write(string name, KeyPair pair)
    {
        PrivateFiles.Write(PathOf($"{name}.key"), pair.KeyPem);
        PrivateFiles.Write(PathOf($"{name}.crt"), pair.CertificatePem);
    }

    // a new authority makes every certificate of the old one worthless: never by accident
    private void RefuseHalf(string name)
    {
        var (certificate, key) = (PathOf($"{name}.crt"), PathOf($"{name}.key"));
        if (File.Exists(certificate))
        {
            throw new StartupException($"{key} is missing beside {certificate}: restore it, or remove the certificate to start a new authority");
        }
    }

    private static void WritePublicKey(string privatePem, string path)
    {
        using var key = SigningKeyPem.Import(privatePem);
        PrivateFiles.Write(path, key.ExportSubjectPublicKeyInfoPem() + "\n");
    }
}
