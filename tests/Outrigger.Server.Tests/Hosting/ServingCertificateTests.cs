using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Server.Hosting;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Hosting;

public sealed class ServingCertificateTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-serving-");
    private readonly X509Certificate2 authority = TestCertificates.Authority("ca");

    private string CertificateFile => Path.Combine(folder.FullName, "tls.crt");

    private string KeyFile => Path.Combine(folder.FullName, "tls.key");

    [Fact]
    public async Task FollowFiles_Changed_ShowsTheNewCertificateAndKeepsItOverABrokenOne()
    {
        var first = Write("CN=first");
        var time = new FakeTimeProvider();
        var serving = ServingCertificate.FromFiles(CertificateFile, KeyFile);
        using var end = new CancellationTokenSource();
        var following = serving.FollowFilesAsync(time, NullLogger.Instance, end.Token);
        serving.Context.TargetCertificate.Thumbprint.ShouldBe(first);

        var second = Write("CN=second");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return serving.Context.TargetCertificate.Thumbprint == second;
            },
            "the new certificate");

        await File.WriteAllTextAsync(CertificateFile, "nonsense", TestServer.Token);
        time.Advance(TimeSpan.FromSeconds(10));
        serving.Context.TargetCertificate.Thumbprint.ShouldBe(second);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => following);
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    private string Write(string subject)
    {
        using var certificate = TestCertificates.Issue(authority, subject, client: false);
        File.WriteAllText(KeyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }
}
