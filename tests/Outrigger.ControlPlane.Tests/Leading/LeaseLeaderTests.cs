using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.Access;
using Outrigger.Server.Leading;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Leading;

/// <summary>Servers as they lead by a Lease; each has a clock of its own, so that one can stand still while another goes on.</summary>
public sealed class LeaseLeaderTests : IAsyncLifetime
{
    private TestCluster cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Lead_OfTheFirst_KeepsTheSecondOut()
    {
        await using var a = Begin("a");
        await a.LeadsAsync();
        await using var b = Begin("b");

        // both clocks go on, for three times the duration
        for (var i = 0; i < 15; i++)
        {
            await a.TurnAsync();
            await b.TurnAsync();
        }

        (a.Leader.IsLeading, b.Leader.IsLeading, a.Terms, b.Terms).ShouldBe((true, false, 1, 0));
        (await cluster.GetAsync("leases.coordination.k8s.io", "outrigger-controllers", "kube-system"))["spec"]!["holderIdentity"]!.GetValue<string>().ShouldBe("a");
    }

    [Fact]
    public async Task Lead_OfOneThatStandsStill_IsTakenOverWithinFifteenSeconds_AndItKnows()
    {
        await using var a = Begin("a");
        await a.LeadsAsync();
        await using var b = Begin("b");
        await b.AsleepAsync(0);

        var began = b.Clock.GetUtcNow();
        await Eventually.TrueAsync(
            async () =>
            {
                await b.TurnAsync();
                return b.Leader.IsLeading;
            },
            "b to lead");

        (b.Clock.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(15));

        // a wakes: it must know before any of its timers fires, and then stop its work
        a.Clock.Advance(TimeSpan.FromSeconds(12));
        a.Leader.IsLeading.ShouldBeFalse();
        await Eventually.TrueAsync(() => a.Running == 0, "a's work to end");
        b.Leader.IsLeading.ShouldBeTrue();
        (await cluster.GetAsync("leases.coordination.k8s.io", "outrigger-controllers", "kube-system"))["spec"]!["leaseTransitions"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Lead_GivenBackAtTheEnd_IsTakenAtOnce()
    {
        var a = Begin("a");
        await a.LeadsAsync();
        await using var b = Begin("b");
        await b.AsleepAsync(0);

        await a.DisposeAsync();

        a.Running.ShouldBe(0);
        await b.TurnAsync();
        await b.LeadsAsync();
    }

    [Fact]
    public async Task Lead_ThatCannotBeRenewed_EndsBeforeAnotherMayBegin_AndComesBack()
    {
        await using var a = Begin("a");
        await a.LeadsAsync();
        a.StoreWorks = false;

        var began = a.Clock.GetUtcNow();
        await Eventually.TrueAsync(
            async () =>
            {
                await a.TurnAsync();
                return a.Running == 0;
            },
            "a's work to end");

        (a.Clock.GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromSeconds(9));
        a.StoreWorks = true;
        await a.TurnAsync();
        await a.LeadsAsync();
        a.Terms.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Lead_WhenTheTimeOfDayIsSet_StaysWhereItIs(int hours)
    {
        await using var a = Begin("a");
        await a.LeadsAsync();
        await using var b = Begin("b");
        await b.TurnAsync();

        a.Clock.Jump(TimeSpan.FromHours(hours));
        b.Clock.Jump(TimeSpan.FromHours(-hours));
        for (var i = 0; i < 10; i++)
        {
            await a.TurnAsync();
            await b.TurnAsync();
            (a.Leader.IsLeading, b.Leader.IsLeading).ShouldBe((true, false));
        }

        (a.Terms, b.Terms).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Objects_OfAServerThatLeadsNoMore_RefuseToWrite()
    {
        var objects = new LocalObjects(cluster.Catalog, TimeProvider.System, "test") { MayWrite = () => false };
        var maps = new ApiMachinery.Naming.GroupVersionResource("", "v1", "configmaps");
        var map = new System.Text.Json.Nodes.JsonObject { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "x" } };

        await Should.ThrowAsync<OperationCanceledException>(async () => await objects.TryCreateAsync(maps, "default", map, Token));

        (await cluster.FindAsync("configmaps", "x", "default")).ShouldBeNull();
    }

    private Candidate Begin(string identity) => new(cluster, identity);

    private sealed class Candidate : IAsyncDisposable
    {
        private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
        private readonly SleepCounter sleeps = new(Period);
        private readonly CancellationTokenSource stop = new();
        private readonly Task leading;
        private int running;

        public Candidate(TestCluster cluster, string identity)
        {
            var objects = new LocalObjects(cluster.Catalog, TimeProvider.System, "test") { MayWrite = () => StoreWorks };
            Leader = new LeaseLeader(objects, new LeaseOptions { Identity = identity, Period = Period }, sleeps, NullLogger.Instance);
            leading = Leader.LeadAsync(WorkAsync, stop.Token);
            Leader.Start();
        }

        public FakeTimeProvider Clock => sleeps.Clock;

        public LeaseLeader Leader { get; }

        public bool StoreWorks { get; set; } = true;

        public int Terms { get; private set; }

        public int Running => Volatile.Read(ref running);

        public Task LeadsAsync() => Eventually.TrueAsync(() => Running == 1 && Leader.IsLeading, "the lead");

        /// <summary>One more turn of the election, a period later.</summary>
        public async Task TurnAsync()
        {
            await AsleepAsync(0);
            var before = sleeps.Count;
            Clock.Advance(Period);
            await AsleepAsync(before);
        }

        public Task AsleepAsync(int before) => Eventually.TrueAsync(() => sleeps.Count > before, "the election to wait for its next turn");

        public async ValueTask DisposeAsync()
        {
            await Leader.DisposeAsync();
            await stop.CancelAsync();
            await leading;
            stop.Dispose();
        }

        private async Task WorkAsync(CancellationToken cancellationToken)
        {
            Terms++;
            Interlocked.Increment(ref running);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref running);
        }
    }
}
