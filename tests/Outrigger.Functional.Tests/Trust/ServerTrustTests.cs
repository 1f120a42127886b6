using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Cli.Manifests;
using Outrigger.Cli.Pki;
using Outrigger.Client.Rest;

namespace Outrigger.Functional.Tests.Trust;

/// <summary>Certificates between <c>outrigger up</c> and a real extension server that are made or replaced while both run.</summary>
public sealed class ServerTrustTests(TrustCluster cluster) : IClassFixture<TrustCluster>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly ResourcePath ApiService = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: DemoNames.ApiService);

    private static readonly ManifestModel Model = new()
    {
        Name = DemoNames.Server,
        Namespace = DemoNames.Namespace,
        Group = "custom.example.com",
        Versions = ["v1"],
        Image = "i",
        Trust = TrustMode.AutoTls,
        Registers = true,
    };

    [Fact]
    public async Task FrontProxyFiles_Replaced_AreShownToExtensionServers()
    {
        await Eventually.TrueAsync(async () => await IsAnsweredAsync(), "the Widget server, which another test may have just restored", Limit);

        cluster.ShowProxy(isKnown: false);
        await Eventually.TrueAsync(async () => !await IsAnsweredAsync(), "the new certificate, which the Widget server does not know", Limit);

        cluster.ShowProxy(isKnown: true);
        await Eventually.TrueAsync(async () => await IsAnsweredAsync(), "the certificate after it", Limit);
    }

    [Fact]
    public async Task AutoTls_OfTheRealServer_RegistersItselfAndIsTrusted()
    {
        await cluster.WidgetServer.Process.StopAsync(TimeSpan.Zero);
        await cluster.Client.DeleteAsync(ApiService, null, CancellationToken.None);
        foreach (var right in ManifestSet.Build(Model).Where(o => ((string?)o["metadata"]!["name"])!.EndsWith("-auto-tls", StringComparison.Ordinal)))
        {
            await cluster.Client.CreateAsync(ManifestText.PathOf(right), right, CancellationToken.None);
        }

        try
        {
            await using var server = ChildProcess.Start("the Widget server", Command(), Path.Combine(cluster.Folder.WidgetServer, "auto.log"), TimeProvider.System);
            await server.WaitForLineAsync("is ready on port", Limit, CancellationToken.None);
            await new Registration(cluster.Client, TimeProvider.System).WaitUntilAvailableAsync(CancellationToken.None);

            (await IsAnsweredAsync()).ShouldBeTrue();
            var made = await cluster.Client.GetAsync(ApiService, CancellationToken.None);
            using var authority = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String((string)made["spec"]!["caBundle"]!)));
            authority.Subject.ShouldStartWith($"CN={DemoNames.Server}-ca@");
            var secret = new ResourcePath(new GroupVersionResource("", "v1", "secrets"), DemoNames.Namespace, Model.KeySecret);
            ((JsonObject)(await cluster.Client.GetAsync(secret, CancellationToken.None))["data"]!).ShouldContainKey("tls.key");
        }
        finally
        {
            await RestoreAsync();
        }
    }

    private string[] Command() =>
    [
        Programs.WidgetServer(),
        "--bind-address=127.0.0.1",
        string.Create(CultureInfo.InvariantCulture, $"--secure-port={cluster.WidgetServer.Port}"),
        $"--kubeconfig={cluster.Folder.WidgetKubeconfig}",
        $"--data-dir={cluster.Folder.WidgetData}",
        "--auto-tls",
        "--auto-tls-register",
        $"--auto-tls-service={DemoNames.Namespace}/{DemoNames.Server}",
        $"--auto-tls-secret={Model.KeySecret}",
    ];

    private async Task RestoreAsync()
    {
        var registration = new Registration(cluster.Client, TimeProvider.System);
        var folder = cluster.Folder;
        var serving = new KeyPair(await File.ReadAllTextAsync(folder.Certificate), await File.ReadAllTextAsync(folder.Key));
        await cluster.StartWidgetServerAsync(cluster.WidgetServer.Port);
        await registration.RegisterAsync(new WidgetCertificates(await File.ReadAllTextAsync(folder.Authority), serving), cluster.WidgetServer.Port, CancellationToken.None);
        await registration.WaitUntilAvailableAsync(CancellationToken.None);
    }

    private async Task<bool> IsAnsweredAsync()
    {
        try
        {
            await cluster.Client.ListAsync(new ResourcePath(new GroupVersionResource("custom.example.com", "v1", "widgets"), "default"), null, CancellationToken.None);
            return true;
        }
        catch (StatusException)
        {
            return false;
        }
    }
}
