using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

public sealed class TlsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-etcd-tls-");
    private EtcdCluster etcd = null!;

    public async ValueTask InitializeAsync()
    {
        using var authority = Authority("ca");
        using var other = Authority("other-ca");
        Issue(authority, "server", serves: true);
        Issue(authority, "client", serves: false);
        Issue(other, "stranger", serves: false);
        etcd = await EtcdCluster.StartAsync(tls: new EtcdTls(File("ca.crt"), File("server.crt"), File("server.key")));
        await Eventually.TrueAsync(() => OpensAsync(Options()), "etcd to answer over TLS", TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync()
    {
        etcd.Dispose();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Store_WithAClientCertificate_ReadsWritesAndWatches()
    {
        await using var store = await EtcdStore.OpenAsync(Options(), None);

        (await store.CommitAsync([new StoreWrite("a/b/c", new byte[] { 1 }, 0)], None)).ShouldBeOfType<CommitResult.Committed>();

        (await store.RangeAsync(new RangeQuery("a/b/"), None)).Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Store_WithTheWrongTrust_DoesNotOpen()
    {
        (await RefusedAsync(Options() with { CaFile = File("other-ca.crt") })).ShouldContain("its certificates");
        (await RefusedAsync(Options() with { CaFile = null })).ShouldContain("its certificates");
        (await RefusedAsync(Options() with { CertFile = null, KeyFile = null })).ShouldContain("its certificates");
        (await RefusedAsync(Options() with { CertFile = File("stranger.crt"), KeyFile = File("stranger.key") })).ShouldContain("its certificates");
        (await RefusedAsync(Options() with { KeyFile = File("stranger.key") })).ShouldContain("client.crt");

        // the certificate is for 127.0.0.1, and this is another name of the same place
        (await RefusedAsync(Options() with { Servers = [etcd.Urls[0].Replace("127.0.0.1", "localhost", StringComparison.Ordinal)] })).ShouldContain("its certificates");
    }

    [Fact]
    public async Task Store_WhoseCertificateIsRenewed_GoesOnWithTheNewOne()
    {
        System.IO.File.Copy(File("ca.crt"), File("trust.crt"));
        var log = new Lines();
        var options = Options() with { CaFile = File("trust.crt"), Logger = log };
        await using var store = await EtcdStore.OpenAsync(options, None);
        await System.IO.File.WriteAllTextAsync(options.CertFile!, "half a file");
        await Eventually.TrueAsync(async () => await AnswersAsync(store) && log.All.Any(l => l.Contains("the old ones are")), "the half to be seen, with an answer all the same");

        // etcd trusts another authority from now on
        System.IO.File.Copy(File("stranger.crt"), options.CertFile!, overwrite: true);
        System.IO.File.Copy(File("stranger.key"), options.KeyFile!, overwrite: true);
        System.IO.File.Copy(File("other-ca.crt"), File("ca.crt"), overwrite: true);
        etcd.Members[0].Kill();
        etcd.Members[0].Start();

        await Eventually.TrueAsync(() => AnswersAsync(store), "the new certificate to be shown", TimeSpan.FromSeconds(30));
    }

    private static async ValueTask<bool> AnswersAsync(EtcdStore store)
    {
        try
        {
            return (await store.RangeAsync(new RangeQuery("a/b/"), None)).Records.Count == 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<string> RefusedAsync(EtcdStoreOptions options) =>
        (await Should.ThrowAsync<StoreUnavailableException>(() => EtcdStore.OpenAsync(options, None))).Message;

    private static async ValueTask<bool> OpensAsync(EtcdStoreOptions options)
    {
        try
        {
            await (await EtcdStore.OpenAsync(options, None)).DisposeAsync();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private EtcdStoreOptions Options() => new()
    {
        Servers = etcd.Urls, CaFile = File("ca.crt"), CertFile = File("client.crt"), KeyFile = File("client.key"), Patience = TimeSpan.FromMilliseconds(200),
    };

    private string File(string name) => Path.Combine(folder.FullName, name);

    private X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        System.IO.File.WriteAllText(File($"{name}.crt"), made.ExportCertificatePem());
        return made;
    }

    private void Issue(X509Certificate2 authority, string name, bool serves)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);

        // etcd asks itself over its gateway, with the serving certificate as client's
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(serves ? [new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")] : [new("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (serves)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var made = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        System.IO.File.WriteAllText(File($"{name}.crt"), made.ExportCertificatePem());
        System.IO.File.WriteAllText(File($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
