using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Server.Extension;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Testing.Servers;

namespace Outrigger.Testing.Tests;

/// <summary>Two replicas of an extension server before one main server: one of them leads.</summary>
public sealed class LeaderElectionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-leading").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task LeaderStops_TheOtherReplicaTakesOverAtOnce()
    {
        await using var main = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "kubeconfig"), main.Kubeconfig(), Token);
        await using var first = await Replica.StartAsync("one", folder);
        await first.Begun.Task.WaitAsync(Patience, TimeProvider.System, Token);
        await using var second = await Replica.StartAsync("two", folder);
        var lease = new ResourcePath(new GroupVersionResource("coordination.k8s.io", "v1", "leases"), "default", "shop");

        JsonNodes.GetString(await main.Client.GetAsync(lease, Token), "spec", "holderIdentity").ShouldBe("one");
        second.Begun.Task.IsCompleted.ShouldBeFalse();
        await first.StopAsync();
        first.Ended.Task.IsCompleted.ShouldBeTrue();
        await second.Begun.Task.WaitAsync(Patience, TimeProvider.System, Token); // its lease would last for 60 s more

        JsonNodes.GetString(await main.Client.GetAsync(lease, Token), "spec", "holderIdentity").ShouldBe("two");
        await second.StopAsync();
    }

    private sealed class Replica : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private ExtensionServer server = null!;
        private Task running = Task.CompletedTask;

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<Replica> StartAsync(string identity, string folder)
        {
            var replica = new Replica();
            var builder = new ExtensionServerBuilder("shop")
            {
                LeaderElection = new LeaderElection
                {
                    Namespace = "default",
                    Identity = identity,
                    LeaseDuration = TimeSpan.FromSeconds(60),
                    RenewDeadline = TimeSpan.FromSeconds(50),
                    RetryPeriod = TimeSpan.FromMilliseconds(100),
                },
            };
            builder.UseStorage((_, _) => Task.FromResult<IStore>(new MemoryStore(TimeProvider.System))).AddLeaderWork(replica.WorkAsync);
            var options = new ExtensionServerOptions
            {
                SecurePort = 0,
                BindAddress = "127.0.0.1",
                Kubeconfig = Path.Combine(folder, "kubeconfig"),
                DataDir = Path.Combine(folder, identity),
            };
            replica.server = await ExtensionServer.StartAsync(builder, options, NullLoggerFactory.Instance, Token);
            replica.running = replica.server.RunAsync(replica.stop.Token);
            return replica;
        }

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            await running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await server.DisposeAsync();
            stop.Dispose();
        }

        private async Task WorkAsync(ExtensionContext context, CancellationToken cancellationToken)
        {
            Begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Ended.SetResult();
        }
    }
}
