using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Client.Configuration;
using Outrigger.Registry.Typed;
using Outrigger.Server.Access;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Extension;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Server.Tests.Extension;

public sealed class ExtensionStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-extension").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Start_WithOptionsThatDoNotGoTogether_IsRefusedAsFlagsAre()
    {
        var options = new ExtensionServerOptions { RequestHeaderClientCaFile = "/dev/null", TlsCertFile = "/dev/null", BindAddress = "here" };

        var refused = await Should.ThrowAsync<ArgumentException>(() => ExtensionServer.StartAsync(
            new ExtensionServerBuilder("shop"), options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("--requestheader-allowed-names");
        refused.Message.ShouldContain("--tls-private-key-file");
        refused.Message.ShouldContain("--bind-address: here is no IP address");
    }

    [Fact]
    public async Task Storage_InEtcd_NeedsNoFolder()
    {
        var builder = new ExtensionServerBuilder("thing-server")
            .UseStorage((_, _) => Task.FromResult<IStore>(new MemoryStore(TimeProvider.System)), takesEtcd: true)
            .AddResource<Thing>();
        var options = new ExtensionServerOptions { DataDir = "/proc/outrigger" };

        await using (var embedded = Storage(builder, options))
        {
            (await Should.ThrowAsync<StoreUnavailableException>(() => embedded.OpenAsync(TestServer.Token))).Message.ShouldStartWith("--data-dir=/proc/outrigger cannot be used");
        }

        await using var shared = Storage(builder, options with { EtcdServers = ["http://etcd:2379"] });
        await shared.OpenAsync(TestServer.Token);
        shared.Served.ShouldHaveSingleItem();
    }

    [Fact]
    public void Authorities_WithoutACertificate_AreRefused()
    {
        var file = Path.Combine(folder, "ca.crt");
        File.WriteAllText(file, "no certificate");
        Should.Throw<ClientConfigException>(() => ExtensionCertificates.ClientAuthorities(new ExtensionServerOptions { ClientCaFile = file }))
            .Message.ShouldBe($"--client-ca-file: {file} holds no certificate (BEGIN CERTIFICATE)");
        Should.Throw<ClientConfigException>(() => ExtensionCertificates.FrontProxies(
                new ExtensionServerOptions { RequestHeaderClientCaFile = file, FrontProxy = new FrontProxyOptions { AllowedNames = ["x"] } }))
            .Message.ShouldBe($"--requestheader-client-ca-file: {file} holds no certificate (BEGIN CERTIFICATE)");
    }

    [Fact]
    public void Log_Always_LeavesStandardOutputToTheAuditLog()
    {
        using var services = new ServiceCollection().AddLogging(ExtensionProcess.Log).BuildServiceProvider();
        services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.LogToStandardErrorThreshold.ShouldBe(LogLevel.Trace);
    }

    private static ExtensionStorage Storage(ExtensionServerBuilder builder, ExtensionServerOptions options) =>
        new(builder, options, new LocalObjects(new ResourceCatalog(), TimeProvider.System, "thing-server"), NullLoggerFactory.Instance);

    [KubernetesResource(Group = "things.example.com", Version = "v1")]
    private sealed class Thing
    {
        public ObjectMeta Metadata { get; set; } = new();
    }
}
