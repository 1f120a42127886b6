using System.Collections.Concurrent;
using System.Net;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Addresses;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Storage.Etcd;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.ControlPlane.Tests.Servers;

/// <summary>Two control planes over one etcd.</summary>
public sealed class TwoServerTests(TwoServerTests.Shared shared) : IClassFixture<TwoServerTests.Shared>
{
    private const string Slices = "endpointslices.discovery.k8s.io";
    private const string Leases = "leases.coordination.k8s.io";
    private static int prefixes;

    [Fact]
    public async Task Services_MadeThroughBothAtOnce_NeverShareAnAddressOrPort()
    {
        var options = NextPrefix();
        await using var a = await StartAsync(options, "a", null);
        await using var b = await StartAsync(options, "b", null);
        var (won, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());

        // each address and port is asked for by name at both servers in the same moment
        for (var i = 0; i < 15; i++)
        {
            await Task.WhenAll(new[] { (a, "a"), (b, "b") }.Select(s => CreateAsync(s.Item1, $"{s.Item2}-ip-{i}", $""" "clusterIP":"10.96.9.{i}", """, "", won, refused)));
            await Task.WhenAll(new[] { (a, "a"), (b, "b") }.Select(
                s => CreateAsync(s.Item1, $"{s.Item2}-port-{i}", """ "type":"NodePort", """, $""","nodePort":{30000 + i}""", won, refused)));
        }

        (won.Count, refused.Count).ShouldBe((30, 30));
        refused.ShouldAllBe(m => m.Contains("already allocated", StringComparison.Ordinal));
        await Task.WhenAll(Enumerable.Range(0, 60).Select(
            i => CreateAsync(i % 2 == 0 ? a : b, $"any-{i}", """ "type":"NodePort", """, "", won, refused)));
        won.Count.ShouldBe(90);
        var all = await a.ListAsync("services");
        all.Select(ServiceClaimTests.Ip).ShouldBeUnique();
        all.SelectMany(s => s["spec"]!["ports"]!.AsArray()).Select(p => p!["nodePort"]?.GetValue<long>()).OfType<long>().ShouldBeUnique();
    }

    [Fact]
    public async Task Endpoints_OfTheApi_AreThoseOfTheServersThatLive()
    {
        var options = NextPrefix();
        var clock = new FakeTimeProvider();
        await using var a = await StartAsync(options, "apiserver-a", "192.0.2.1:6443", clock);
        await using (var b = await StartAsync(options, "apiserver-b", "192.0.2.2:6443", clock))
        {
            (await AddressesAsync(b)).ShouldBe(["192.0.2.1", "192.0.2.2"]);
            var lease = await a.GetAsync(Leases, "apiserver-b", "kube-system");
            lease["metadata"]!["labels"]!["apiserver.kubernetes.io/identity"]!.GetValue<string>().ShouldBe("kube-apiserver");
            lease["spec"]!["holderIdentity"]!.GetValue<string>().ShouldStartWith("apiserver-b_");

            // both renew for longer than a Lease lasts
            for (var i = 0; i < 8; i++)
            {
                var before = (await VersionAsync(a, "apiserver-a"), await VersionAsync(a, "apiserver-b"));
                await a.EventuallyAsync(
                    async () => await VersionAsync(a, "apiserver-a") != before.Item1 && await VersionAsync(a, "apiserver-b") != before.Item2, "both to renew");
                (await AddressesAsync(a)).ShouldBe(["192.0.2.1", "192.0.2.2"]);
                clock.Jump(TimeSpan.FromHours(i % 2 == 0 ? 1 : -2)); // somebody sets the time of day
            }
        }

        // a clean end is told at once, without the clock
        (await AddressesAsync(a)).ShouldBe(["192.0.2.1"]);
        (await a.FindAsync(Leases, "apiserver-b", "kube-system")).ShouldBeNull();
    }

    [Fact]
    public async Task Endpoints_OfAServerThatDied_GoWhenItsLeaseHasRunOut()
    {
        var options = NextPrefix();
        var clock = new FakeTimeProvider();
        var stopped = new FakeTimeProvider();
        await using var a = await StartAsync(options, "apiserver-a", "192.0.2.1:6443", clock);
        await using var b = await StartAsync(options, "apiserver-b", "192.0.2.2:7443", stopped);
        (await a.ListAsync(Slices, "default")).Select(Name).ShouldBe(["kubernetes", "kubernetes-7443"], "endpoints of a slice share their ports");

        // b's clock stands still: it renews no more
        var began = clock.GetUtcNow();
        await a.EventuallyAsync(async () => (await a.ListAsync(Slices, "default")).Count == 1, "b's slice to go");
        (clock.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(60));
        (await AddressesAsync(a)).ShouldBe(["192.0.2.1"]);
        stopped.Advance(TimeSpan.FromSeconds(6));
        await a.EventuallyAsync(async () => (await a.ListAsync(Slices, "default")).Count == 2, "b's slice to come back");
    }

    private static async Task CreateAsync(
        TestCluster cluster, string name, string spec, string port, ConcurrentBag<string> won, ConcurrentBag<string> refused)
    {
        try
        {
            await cluster.CreateAsync("services", ServiceClaimTests.Service(name, spec, port), "default");
            won.Add(name);
        }
        catch (StatusException e) when (e.Status.Code == 422)
        {
            refused.Add(e.Message);
        }
    }

    private static async Task<IEnumerable<string>> AddressesAsync(TestCluster cluster) =>
        (await cluster.GetAsync(Slices, "kubernetes", "default"))["endpoints"]!.AsArray().Select(e => e!["addresses"]![0]!.GetValue<string>());

    private static async Task<string> VersionAsync(TestCluster cluster, string lease) =>
        (await cluster.GetAsync(Leases, lease, "kube-system"))["metadata"]!["resourceVersion"]!.GetValue<string>();

    private static string Name(System.Text.Json.Nodes.JsonObject obj) => obj["metadata"]!["name"]!.GetValue<string>();

    private static async Task<TestCluster> StartAsync(EtcdStoreOptions options, string identity, string? address, FakeTimeProvider? clock = null) => await TestCluster.StartAsync(
        o => o with { Identity = identity, Advertised = address is null ? null : IPEndPoint.Parse(address) },
        clock,
        store: await EtcdStore.OpenAsync(options, CancellationToken.None));

    private EtcdStoreOptions NextPrefix() =>
        new() { Servers = shared.Etcd.Urls, Prefix = $"/servers{Interlocked.Increment(ref prefixes)}" };

    /// <summary>The etcd of the tests.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public EtcdCluster Etcd { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Etcd = await EtcdCluster.StartAsync();

        public ValueTask DisposeAsync()
        {
            Etcd.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
