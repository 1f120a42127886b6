using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Addresses;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Addresses;

public sealed class ServiceClaimTests
{
    private const string Addresses = "ipaddresses.networking.k8s.io";
    private const string PortPrefix = "allocations.outrigger.io/nodeports/";

    [Fact]
    public async Task Service_HasAnIPAddress_FromItsFirstMomentToItsLast()
    {
        await using var cluster = await TestCluster.StartAsync();
        (await cluster.GetAsync(Addresses, "10.96.0.1"))["spec"]!["parentRef"]!["name"]!.GetValue<string>().ShouldBe("kubernetes");

        var ip = Ip(await cluster.CreateAsync("services", Service("a"), "default"));

        var address = await cluster.GetAsync(Addresses, ip);
        ObjectWriter.ToText(address["spec"]).ShouldBe("""{"parentRef":{"resource":"services","namespace":"default","name":"a"}}""");
        ObjectWriter.ToText(address["metadata"]!["labels"]).ShouldBe(
            """{"ipaddress.kubernetes.io/ip-family":"IPv4","ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}""");
        var service = await cluster.GetAsync("services", "a", "default");
        service["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe(address["metadata"]!["resourceVersion"]!.GetValue<string>(), "one commit");
        await cluster.DeleteAsync("services", "a", "default");
        (await cluster.FindAsync(Addresses, ip)).ShouldBeNull();
    }

    [Fact]
    public async Task Service_ThatBecomesExternal_GivesBackItsAddressAndPorts()
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = await cluster.CreateAsync("services", Service("a", """ "type":"NodePort", """), "default");
        var port = made["spec"]!["ports"]![0]!["nodePort"]!.GetValue<long>();
        (await PortsAsync(cluster)).ShouldBe([$"{port}"]);

        await cluster.UpdateAsync("services", "a", s => s["spec"] = new JsonObject { ["type"] = "ExternalName", ["externalName"] = "x.example" }, "default");

        (await cluster.FindAsync(Addresses, Ip(made))).ShouldBeNull();
        (await PortsAsync(cluster)).ShouldBeEmpty();
        await cluster.CreateAsync("services", Service("b", $""" "clusterIP":"{Ip(made)}","type":"NodePort", """, $""","nodePort":{port}"""), "default");
        var back = await cluster.UpdateAsync("services", "a", s => s["spec"] = JsonNode.Parse("""{"type":"ClusterIP","ports":[{"port":80}]}"""), "default");
        Ip(back).ShouldNotBe(Ip(made));
        (await cluster.FindAsync(Addresses, Ip(back))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Service_OfAnotherName_IsRefusedWhatIsTaken()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("services", Service("a", """ "clusterIP":"10.96.5.5","type":"NodePort", """, ""","nodePort":30001"""), "default");
        await cluster.CreateAsync(Addresses, """{"metadata":{"name":"10.96.5.6"},"spec":{"parentRef":{"resource":"gateways","group":"x.example","name":"g"}}}""");

        foreach (var ip in new[] { "10.96.5.5", "10.96.5.6" })
        {
            (await RefusalAsync(cluster, Service("b", $""" "clusterIP":"{ip}", """))).ShouldContain($"failed to allocate IP {ip}: provided IP is already allocated");
        }

        (await RefusalAsync(cluster, Service("b", """ "type":"NodePort", """, ""","nodePort":30001"""))).ShouldContain("spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated");
        (await RefusalAsync(cluster, Service("b", """ "clusterIP":"10.96.0.0", """))).ShouldContain("is not in the valid range");
        (await RefusalAsync(cluster, Service("b", """ "clusterIP":"10.111.255.255", """))).ShouldContain("is not in the valid range");
    }

    [Fact]
    public async Task Service_OfOnePortInTwoProtocols_HasOneNodePort()
    {
        await using var cluster = await TestCluster.StartAsync();

        var made = await cluster.CreateAsync(
            "services",
            """{"metadata":{"name":"dns"},"spec":{"type":"NodePort","ports":[{"name":"u","port":53,"protocol":"UDP"},{"name":"t","port":53},{"name":"m","port":9153}]}}""",
            "default");

        var ports = made["spec"]!["ports"]!.AsArray().Select(p => p!["nodePort"]!.GetValue<long>()).ToList();
        ports[0].ShouldBe(ports[1]);
        ports[2].ShouldNotBe(ports[0]);
        (await PortsAsync(cluster)).ShouldBe(new[] { ports[0], ports[2] }.Order().Select(p => $"{p}"));
    }

    [Fact]
    public async Task LoadBalancer_ForLocalTraffic_HasAHealthCheckPort_UntilItServesAll()
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = await cluster.CreateAsync(
            "services", Service("lb", """ "type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"externalTrafficPolicy":"Local", """), "default");

        var port = JsonNodes.AsLong(made["spec"]!["healthCheckNodePort"]).ShouldNotBeNull();
        port.ShouldBeInRange(30000, 32767);
        (await PortsAsync(cluster)).ShouldBe([$"{port}"]);
        (await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync("services", "lb", s => s["spec"]!["healthCheckNodePort"] = 30002L, "default")))
            .Message.ShouldContain("spec.healthCheckNodePort: Forbidden: field is immutable");
        var changed = await cluster.UpdateAsync("services", "lb", s => s["spec"]!["externalTrafficPolicy"] = "Cluster", "default");
        changed["spec"]!["healthCheckNodePort"].ShouldBeNull();
        (await PortsAsync(cluster)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Service_OnTrial_ClaimsNothing()
    {
        await using var cluster = await TestCluster.StartAsync();

        var ip = Ip(await cluster.CreateDryAsync("services", Service("a", """ "type":"NodePort", """), "default"));

        (await cluster.FindAsync(Addresses, ip)).ShouldBeNull();
        (await PortsAsync(cluster)).ShouldBeEmpty();
    }

    [Fact]
    public async Task IPAddress_ThatSomebodyDeleted_IsMadeAgain_AndTheOrphanGoes()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clock: clock);
        var ip = Ip(await cluster.CreateAsync("services", Service("a"), "default"));
        var orphan = """{"metadata":{"name":"10.96.7.7","labels":{"ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}},"spec":{"parentRef":{"resource":"services","namespace":"default","name":"gone"}}}""";
        await cluster.CreateAsync(Addresses, orphan);
        await cluster.CreateAsync(Addresses, """{"metadata":{"name":"10.96.7.8"},"spec":{"parentRef":{"resource":"gateways","group":"x.example","name":"g"}}}""");

        await cluster.DeleteAsync(Addresses, ip);

        await cluster.EventuallyAsync(async () => await cluster.FindAsync(Addresses, ip) is not null, "the IPAddress");
        clock.Advance(TimeSpan.FromMinutes(4));
        await cluster.EventuallyAsync(async () => await cluster.FindAsync(Addresses, "10.96.7.7") is null, "the end of the orphan");
        (await cluster.FindAsync(Addresses, "10.96.7.8")).ShouldNotBeNull("somebody else's");
    }

    [Fact]
    public async Task Start_OverAStoreWithoutClaims_MakesThemBeforeAnythingIsGivenOut()
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = await cluster.CreateAsync("services", Service("a", """ "type":"NodePort", """), "default");
        var port = made["spec"]!["ports"]![0]!["nodePort"]!.GetValue<long>();
        foreach (var prefix in new[] { "networking.k8s.io/ipaddresses/", PortPrefix })
        {
            foreach (var record in (await cluster.Store.RangeAsync(new RangeQuery(prefix), default)).Records)
            {
                await cluster.Store.CommitAsync([new StoreWrite(record.Key, null, record.ModRevision)], default);
            }
        }

        await cluster.RestartAsync();

        (await cluster.FindAsync(Addresses, Ip(made))).ShouldNotBeNull();
        (await cluster.FindAsync(Addresses, "10.96.0.1")).ShouldNotBeNull();
        (await PortsAsync(cluster)).ShouldBe([$"{port}"]);
    }

    [Fact]
    public async Task Services_DeletedTogether_GiveBackEverything()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"many"}}""");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.CreateAsync("services", Service($"s{i}", """ "type":"NodePort", """), "many")));
        (await PortsAsync(cluster)).Count.ShouldBe(20);

        await cluster.DeleteAllAsync("services", "many");

        (await PortsAsync(cluster)).ShouldBeEmpty();
        (await cluster.ListAsync(Addresses)).Select(a => a["metadata"]!["name"]!.GetValue<string>()).ShouldBe(["10.96.0.1"]);
    }

    [Fact]
    public async Task Mending_AServiceThatWasDeletedMeanwhile_LeavesNothingClaimed()
    {
        await using var store = new MemoryStore(TimeProvider.System);
        await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), default);
        var claims = new ServiceClaims(TimeProvider.System);
        var services = cache.Open(CoreResources.Services.GroupResource, FactPaths.None);
        claims.Attach(cache.Open(CoreResources.IpAddresses.GroupResource, FactPaths.None), cache);
        foreach (var resource in new[] { services, claims.Addresses, claims.Ports })
        {
            await resource.ReadyAsync(default);
        }

        var keeper = new ClaimKeeper(
            services, claims, cache, new LocalObjects(new ResourceCatalog(), TimeProvider.System, "tests"), TimeProvider.System, NullLogger.Instance);
        var service = StoredObject.Create(
            (JsonObject)JsonNode.Parse(
                """
                {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"default","name":"gone","uid":"u"},
                 "spec":{"type":"NodePort","clusterIP":"10.96.5.5","clusterIPs":["10.96.5.5"],"ports":[{"port":80,"nodePort":30001}]}}
                """)!,
            FactPaths.None);

        await keeper.MendAsync(service, default);

        (claims.IsTaken("10.96.5.5"), claims.IsTaken(30001)).ShouldBe((false, false));
        await services.CommitAsync([new ObjectWrite(services, StoreKeys.Key(services.Resource, "default", "gone"), service, 0)], default);
        await keeper.MendAsync(service, default);
        (claims.IsTaken("10.96.5.5"), claims.IsTaken(30001)).ShouldBe((true, true));
    }

    internal static string Service(string name, string spec = "", string port = "") =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{ {{{spec}}} "ports":[{"port":80{{{port}}} }]}}""";

    internal static string Ip(JsonObject service) => service["spec"]!["clusterIP"]!.GetValue<string>();

    private static async Task<IReadOnlyList<string>> PortsAsync(TestCluster cluster) =>
        [.. (await cluster.Store.RangeAsync(new RangeQuery(PortPrefix), default)).Records.Select(r => r.Key[PortPrefix.Length..])];

    private static async Task<string> RefusalAsync(TestCluster cluster, string json) =>
        (await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("services", json, "default"))).Message;
}
