using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Registry.Resources;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Extension;
using Outrigger.TestKit;
using Outrigger.Testing.Servers;

namespace Outrigger.Server.Tests.AutoTls;

public sealed class ServedKindsTests
{
    [Fact]
    public async Task Start_OnlyKindsThatAreReady_TellsTheMainServerOfTheirVersions()
    {
        var folder = Directory.CreateTempSubdirectory("outrigger-auto-tls-").FullName;
        try
        {
            await using var main = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }, TestServer.Token);
            var kubeconfig = Path.Combine(folder, "kubeconfig");
            await File.WriteAllTextAsync(kubeconfig, main.Kubeconfig(), TestServer.Token);
            var builder = new ExtensionServerBuilder("widgets").AddServed(new ServedResource(
                TestKinds.Widget("v1"), KindOrigin.Custom, new ResourceVerbs(), FrozenDictionary<string, ServedSubresource>.Empty));
            var options = new ExtensionServerOptions
            {
                SecurePort = 0,
                BindAddress = "127.0.0.1",
                Kubeconfig = kubeconfig,
                DataDir = Path.Combine(folder, "data"),
                AutoTls = new AutoTlsOptions { Service = "default/widgets", Register = true },
            };

            await using var server = await ExtensionServer.StartAsync(builder, options, NullLoggerFactory.Instance, TestServer.Token);

            var path = new ResourcePath(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.custom.example.com");
            var registered = await main.Client.FindAsync(path, TestServer.Token);
            ((string?)registered?["spec"]?["caBundle"]).ShouldNotBeNullOrEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
