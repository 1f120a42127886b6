using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Tests.Pki;

public sealed class ServerPkiTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly SetTime time = new(Start);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Ensure_FirstStart_MakesEverythingForItsOwnerAlone()
    {
        Ensure();
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
        [
            "apiserver.crt", "apiserver.key", "ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key",
            "front-proxy-client.crt", "front-proxy-client.key", "sa.key", "sa.pub",
        ]);
        Directory.GetFiles(folder.Path).ShouldAllBe(f => File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Ensure_Certificates_SayWhatTheyMust()
    {
        var pki = Ensure();
        using var serving = pki.Serving.ToCertificate();
        using var proxy = pki.FrontProxyClient.ToCertificate();
        using var authority = X509Certificate2.CreateFromPem(pki.ClusterAuthority.CertificatePem);
        foreach (var name in new[]
        {
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", "machine",
            "127.0.0.1", "::1", "10.96.0.1", "192.0.2.7",
        })
        {
            serving.MatchesHostname(name, allowCommonName: false).ShouldBeTrue(name);
        }

        proxy.Subject.ShouldBe("CN=front-proxy-client");
        proxy.Issuer.ShouldBe("CN=outrigger-front-proxy-ca");
        authority.NotAfter.ToUniversalTime().ShouldBe(Start.AddYears(10).UtcDateTime);
        serving.NotAfter.ToUniversalTime().ShouldBe(Start.AddYears(1).UtcDateTime);
        using var key = serving.GetECDsaPublicKey()!;
        key.KeySize.ShouldBe(256);
        authority.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeTrue();
        serving.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
    }

    [Fact]
    public void Ensure_SecondStart_KeepsEverything()
    {
        Ensure();
        var before = Directory.GetFiles(folder.Path).ToDictionary(f => f, File.ReadAllText);
        time.Now = Start.AddDays(300);
        Ensure();
        Directory.GetFiles(folder.Path).ToDictionary(f => f, File.ReadAllText).ShouldBe(before);
    }

    [Fact]
    public void Ensure_LessThan30DaysLeft_RenewsLeavesOnly()
    {
        Ensure();
        var (authority, leaf) = (File.ReadAllText(folder["ca.crt"]), File.ReadAllText(folder["apiserver.crt"]));
        time.Now = Start.AddDays(337);
        using var serving = Ensure().Serving.ToCertificate();
        serving.NotAfter.ToUniversalTime().ShouldBe(time.Now.AddYears(1).UtcDateTime);
        File.ReadAllText(folder["ca.crt"]).ShouldBe(authority);
        File.ReadAllText(folder["apiserver.crt"]).ShouldNotBe(leaf);
    }

    [Fact]
    public void Ensure_OtherBindAddress_RenewsTheServingCertificate()
    {
        Ensure();
        using var serving = ServerPki.Ensure(new PkiFolder(folder.Path, time), IPAddress.Parse("192.0.2.8"), "machine").Serving.ToCertificate();
        serving.MatchesHostname("192.0.2.8").ShouldBeTrue();
    }

    [Fact]
    public void Ensure_WithAnAdvertisedAddress_CarriesBoth()
    {
        Ensure();
        using var serving = ServerPki.Ensure(
            new PkiFolder(folder.Path, time), IPAddress.Parse("192.0.2.7"), "machine", IPAddress.Parse("198.51.100.1")).Serving.ToCertificate();
        serving.MatchesHostname("192.0.2.7").ShouldBeTrue();
        serving.MatchesHostname("198.51.100.1").ShouldBeTrue();
    }

    [Fact]
    public void Ensure_AuthorityWithoutKey_IsRefused()
    {
        Ensure();
        File.Delete(folder["ca.key"]);
        Should.Throw<StartupException>(Ensure).Message.ShouldContain("ca.key is missing");
    }

    [Theory]
    [InlineData("ca.crt", "ca.key")]
    [InlineData("front-proxy-ca.crt", "front-proxy-ca.key")]
    [InlineData("sa.key")]
    public void Renew_WithoutAnAuthorityOrKey_MakesNone(params string[] removed)
    {
        Ensure();
        ServerPki.Renew(new PkiFolder(folder.Path, time), IPAddress.Loopback, "machine");
        Array.ForEach(removed, f => File.Delete(folder[f]));

        Should.Throw<StartupException>(() => ServerPki.Renew(new PkiFolder(folder.Path, time), IPAddress.Loopback, "machine"))
            .Message.ShouldContain($"{folder[removed[0]]}");

        removed.ShouldAllBe(f => !File.Exists(folder[f]));
    }

    [Fact]
    public void ServiceAccountKey_PublicHalf_Fits()
    {
        var pki = Ensure();
        using var own = RSA.Create();
        own.ImportFromPem(pki.ServiceAccountKey);
        using var other = RSA.Create();
        other.ImportFromPem(File.ReadAllText(folder["sa.pub"]));
        byte[] data = [1, 2];
        var signature = own.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        other.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
    }

    [Fact]
    public void Leaf_OfAnAuthorityMadeAMomentAgo_IsIssued()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=brought", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(time.GetUtcNow(), time.GetUtcNow().AddYears(1));
        var pair = new KeyPair(authority.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        using var leaf = new CertificateAuthority(pair, time).Issue(new LeafRequest("leaf", LeafUse.Client)).ToCertificate();

        leaf.NotBefore.ShouldBe(authority.NotBefore);
    }

    [Fact]
    public void ServiceAccountKey_OfAnOlderFolder_IsKeptAndItsPublicHalfMade()
    {
        Ensure();
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = curve.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(folder["sa.key"], pem);
        File.Delete(folder["sa.pub"]);

        Ensure().ServiceAccountKey.ShouldBe(pem);
        File.ReadAllText(folder["sa.pub"]).Trim().ShouldBe(curve.ExportSubjectPublicKeyInfoPem());
    }

    private ServerPki Ensure() => ServerPki.Ensure(new PkiFolder(folder.Path, time), IPAddress.Parse("192.0.2.7"), "machine");
}
