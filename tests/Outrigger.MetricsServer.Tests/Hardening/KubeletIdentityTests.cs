using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Hardening;

/// <summary>
/// T-13 and T-27: who answers at a node's address is sent the token only when its certificate is a kubelet's of the right authority, for that
/// address and that node. A node's status is written by the node itself.
/// </summary>
public sealed class KubeletIdentityTests
{
    [Fact]
    public async Task Scrape_OfSomebodyElse_SendsNothing()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        using var foreign = new FakeAuthority("foreign");
        var answer = FakeKubelet.Text(HostileKubelets.Good);
        var ownCertificate = await cluster.AddNodeAsync("own", answer);
        var foreignAuthority = await cluster.AddNodeAsync("foreign", answer, foreign.Kubelet("foreign"));
        var otherAddress = await cluster.AddNodeAsync("address", answer, cluster.Authority.Kubelet("address", "127.0.0.9"));
        var commonNameOnly = await cluster.AddNodeAsync("name", answer, cluster.Authority.Issue("127.0.0.1", ["name"]));
        var victim = await cluster.AddKubeletAsync(cluster.Authority.Kubelet("victim"), answer);
        await cluster.RegisterAsync("thief", victim.Port);
        await cluster.RegisterAsync("main", cluster.Server.Address.Port);
        await cluster.RegisterAsync("unspecified", victim.Port, address: "0.0.0.0");
        await cluster.RegisterAsync("metadata", victim.Port, address: "169.254.169.254");
        await cluster.StartServerAsync();

        await cluster.HasFiguresAsync("own");
        await Eventually.TrueAsync(() => ownCertificate.Callers.Count >= 3, "a third round", MetricsCluster.Patience);
        (string Node, string Why)[] refused =
        [
            ("foreign", "is not to be trusted"),
            ("address", "is not for 127.0.0.1"),
            ("name", "is not for 127.0.0.1"),
            ("thief", "is the one of the node victim"),
            ("main", "is the main server's"),
            ("unspecified", "is no address of a kubelet"),
            ("metadata", "is a link-local address"),
        ];
        refused.Where(r => cluster.Log.Of(r.Node) is not [var line] || !line.Contains(r.Why, StringComparison.Ordinal)).Select(r => r.Node)
            .ShouldBeEmpty(cluster.Log.ToString());
        (await cluster.FindAsync("nodes"))!["items"]!.AsArray().ShouldHaveSingleItem();
        ownCertificate.Callers.ShouldNotBeEmpty();
        foreach (var kubelet in new[] { foreignAuthority, otherAddress, commonNameOnly, victim })
        {
            kubelet.Callers.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Scrape_OfTheMainServerByAnotherName_IsRefusedForItsCertificate()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        await cluster.RegisterAsync("main", cluster.Server.Address.Port, "Hostname", "localhost");

        // the main server's authority signs kubelets too, so that authority and name are good
        await cluster.StartServerAsync(o => o with { CertificateAuthorityFile = null });

        await Eventually.TrueAsync(() => cluster.Log.Of("main").Count > 0, "the node refused", MetricsCluster.Patience);
        cluster.Log.Of("main").ShouldHaveSingleItem().ShouldContain("is an API server's, not a kubelet's");
    }

    [Fact]
    public async Task Scrape_OfALoopbackAddress_NeedsAFlag()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        var kubelet = await cluster.AddNodeAsync("own", FakeKubelet.Text(HostileKubelets.Good));
        await cluster.StartServerAsync(o => o with { AllowLoopback = false });

        await Eventually.TrueAsync(() => cluster.Log.Of("own").Count > 0, "the node refused", MetricsCluster.Patience);
        cluster.Log.Of("own").ShouldHaveSingleItem().ShouldContain("--kubelet-allow-loopback");
        kubelet.Callers.ShouldBeEmpty();
        (await cluster.PageAsync("/readyz?verbose")).ShouldContain("metric-storage-ready");
    }

    [Fact]
    public async Task Scrape_WithoutVerification_IsTakenAndToldOf()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        using var foreign = new FakeAuthority("foreign");
        await cluster.AddNodeAsync("foreign", FakeKubelet.Text(HostileKubelets.Good), foreign.Kubelet("another"));
        await cluster.StartServerAsync(o => o with { InsecureTls = true, CertificateAuthorityFile = null });

        await cluster.HasFiguresAsync("foreign");
        cluster.Log.ToString().ShouldContain("--kubelet-insecure-tls: any certificate is taken");
    }

    [Fact]
    public async Task Scrape_WithAClientCertificate_SendsNoToken()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        var kubelet = await cluster.AddNodeAsync("own", FakeKubelet.Text(HostileKubelets.Good));
        var folder = Directory.CreateTempSubdirectory("outrigger-kubelet-client-").FullName;
        try
        {
            using var certificate = cluster.Authority.Issue("kube-apiserver-kubelet-client", []);
            var (file, key) = (Path.Combine(folder, "client.crt"), Path.Combine(folder, "client.key"));
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                key, System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
            await cluster.StartServerAsync(o => o with { ClientCertificateFile = file, ClientKeyFile = key });

            await cluster.HasFiguresAsync("own");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        kubelet.Callers.ShouldAllBe(c => c == "/metrics/resource ");
    }

    [Fact]
    public async Task Scrape_WithANodeSelector_LeavesTheOthersAlone()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        await cluster.AddNodeAsync("own", FakeKubelet.Text(HostileKubelets.Good));
        var other = await cluster.AddNodeAsync("unwanted", FakeKubelet.Text(HostileKubelets.Good));
        await cluster.StartServerAsync(o => o with { NodeSelector = "zone=o" });

        await cluster.HasFiguresAsync("own");
        other.Callers.ShouldBeEmpty();
        (await cluster.FindAsync("nodes"))!["items"]!.AsArray().Count.ShouldBe(1);
    }
}
