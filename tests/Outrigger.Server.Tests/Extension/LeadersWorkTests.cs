using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Server.Extension;
using Outrigger.TestKit;
using Outrigger.Testing.Servers;

namespace Outrigger.Server.Tests.Extension;

/// <summary>Replicas that lead by a Lease on a main server; each has a clock of its own.</summary>
public sealed class LeadersWorkTests : IAsyncLifetime
{
    private static readonly ResourcePath Lease = new(new GroupVersionResource("coordination.k8s.io", "v1", "leases"), "default", "shop");
    private TestApiServer main = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => main = await TestApiServer.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => main.DisposeAsync();

    [Fact]
    public async Task Work_OfTwoReplicas_RunsInOne_AndInTheOtherAsSoonAsThatStops()
    {
        var a = new Replica(main, "a");
        await a.WorksAsync();
        await using var b = new Replica(main, "b");
        for (var i = 0; i < 20; i++)
        {
            await a.TurnAsync();
            await b.TurnAsync();
        }

        (a.Running, a.Terms, b.Terms).ShouldBe((1, 1, 0));
        var spec = (await main.Client.GetAsync(Lease, Token))["spec"]!;
        ((string?)spec["holderIdentity"], (long?)spec["leaseDurationSeconds"]).ShouldBe(("a", 15));

        await a.DisposeAsync();

        a.Running.ShouldBe(0);
        await b.TurnAsync();
        await b.WorksAsync();
    }

    [Fact]
    public async Task Work_OfAReplicaThatDied_GoesOnInTheOtherWithinTheLease()
    {
        await using var a = new Replica(main, "a");
        await a.WorksAsync();
        await using var b = new Replica(main, "b");
        var began = b.Clock.GetUtcNow();

        // a's clock stands still
        await Eventually.TrueAsync(
            async () =>
            {
                await b.TurnAsync();
                return b.Running == 1;
            },
            "b to work");

        (b.Clock.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Work_OfALeaderThatCannotRenew_IsCancelledBeforeTheLeaseRunsOut_AndBeginsAnew()
    {
        await using var a = new Replica(main, "a");
        await a.WorksAsync();
        a.Network.Works = false;
        var began = a.Clock.GetUtcNow();

        await Eventually.TrueAsync(
            async () =>
            {
                await a.TurnAsync();
                return a.Running == 0;
            },
            "a's work to end");

        (a.Clock.GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromSeconds(13));
        a.Network.Works = true;
        await a.TurnAsync();
        await a.WorksAsync();
        a.Terms.ShouldBe(2);
    }

    [Fact]
    public async Task Work_WithoutElection_Runs()
    {
        await using var works = new LeadersWork(null, "shop", new ExtensionContext(main.Client, TimeProvider.System, NullLogger.Instance));
        var ran = false;
        await works.RunAsync(
            _ =>
            {
                ran = true;
                return Task.CompletedTask;
            },
            Token);
        ran.ShouldBeTrue();
    }

    [Fact]
    public void Election_WithADeadlineBeyondTheLease_IsRefused() =>
        Should.Throw<ArgumentException>(() => new LeaderElection { Namespace = "default", RenewDeadline = TimeSpan.FromSeconds(15) }.Options("shop"));

    private sealed class Network(HttpMessageHandler server) : DelegatingHandler(server)
    {
        public bool Works { get; set; } = true;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Works ? base.SendAsync(request, cancellationToken) : throw new HttpRequestException("no route");
    }

    private sealed class Replica : IAsyncDisposable
    {
        private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
        private readonly SleepCounter sleeps = new(Period);
        private readonly CancellationTokenSource stop = new();
        private readonly KubernetesClient client;
        private readonly LeadersWork works;
        private readonly Task working;
        private int running;

        public Replica(TestApiServer main, string identity)
        {
            Network = new Network(main.CreateHandler(new UserInfo("shop", ["system:masters"])));
            client = new KubernetesClient(Network, new Uri("https://localhost"), TimeProvider.System);

            // an odd deadline, so that only the pause between turns lasts a period
            var election = new LeaderElection { Namespace = "default", Identity = identity, RenewDeadline = TimeSpan.FromSeconds(9), RetryPeriod = Period };
            works = new LeadersWork(election, "shop", new ExtensionContext(client, sleeps, NullLogger.Instance));
            working = works.RunAsync(WorkAsync, stop.Token);
            works.Start();
        }

        public Network Network { get; }

        public FakeTimeProvider Clock => sleeps.Clock;

        public int Terms { get; private set; }

        public int Running => Volatile.Read(ref running);

        public Task WorksAsync() => Eventually.TrueAsync(() => Running == 1, "the work");

        public async Task TurnAsync()
        {
            await AsleepAsync(0);
            var before = sleeps.Count;
            Clock.Advance(Period);
            await AsleepAsync(before);
        }

        public async ValueTask DisposeAsync()
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            await stop.CancelAsync();
            await working;
            await works.DisposeAsync();
            client.Dispose();
        }

        private Task AsleepAsync(int before) => Eventually.TrueAsync(() => sleeps.Count > before, "the election to wait for its next turn");

        private async Task WorkAsync(CancellationToken cancellationToken)
        {
            Terms++;
            Interlocked.Increment(ref running);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref running);
        }
    }
}
