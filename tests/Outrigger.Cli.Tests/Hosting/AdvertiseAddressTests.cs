using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Options;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Cli.Users;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.Hosting;

public sealed class AdvertiseAddressTests : IDisposable
{
    private static readonly ResourcePath Slices = new(new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"), "default");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AdvertiseAddress_IsInTheCertificateTheKubeconfigsAndTheEndpoints()
    {
        var port = FreePorts.Take(1)[0];
        var options = new UpOptions { DataDirectory = folder["data"], BindAddress = "0.0.0.0", AdvertiseAddress = "192.0.2.7", SecurePort = $"{port}", Storage = "memory" };
        var time = TimeProvider.System;
        await using var host = await UpHost.StartAsync(UpOptionsReader.Read(options, time), time, CancellationToken.None);

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(folder["data/pki/apiserver.crt"]);
        certificate.MatchesHostname("192.0.2.7").ShouldBeTrue();
        var config = Kubeconfig.Load(host.Kubeconfig).ToClientConfig(time);
        config.Server.ShouldBe(new Uri($"https://192.0.2.7:{port}"));
        var ann = new UserIssuer(time).Add(new UserRequest("ann", [], folder["data"], null, false));
        Kubeconfig.Load(ann.Path).ToClientConfig(time).Server.ShouldBe(config.Server);

        using var client = new KubernetesClient(config with { Server = new Uri($"https://127.0.0.1:{port}") }, time);
        await Eventually.TrueAsync(
            async () => (await client.FindAsync(Slices.Named("kubernetes"), CancellationToken.None))?["endpoints"]?[0]?["addresses"]?.ToJsonString() == "[\"192.0.2.7\"]",
            "the endpoints of default/kubernetes");
        await host.StopAsync(CancellationToken.None);
    }
}
