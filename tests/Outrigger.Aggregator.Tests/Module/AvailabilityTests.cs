using System.Text.Json.Nodes;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Networking;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

public sealed class AvailabilityTests
{
    [Fact]
    public async Task StoredApiService_BecomesAvailableWithDiscovery()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<ReceivedRequest>();
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
        {
            seen.Add(request);
            return Discovery(connection, request);
        });

        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.Remote is not null, "the group version is routed");

        (await harness.ConditionAsync("True", "Passed")).ShouldBe("all checks passed");
        harness.Remote!.IsStale.ShouldBeFalse("whoever sees that it is available finds its kinds");
        System.Text.Encoding.UTF8.GetString(harness.Remote.Discovery!.Value.Span)
            .ShouldBe("""{"version":"v1","resources":[{"resource":"orders","responseKind":{"group":"","version":"","kind":"Order"},"scope":"Namespaced","singularResource":"order","verbs":["get","list"],"subresources":[{"subresource":"status","responseKind":{"group":"","version":"","kind":"Order"},"verbs":["get"]}]}]}""");
        var probe = seen.First(r => r.Values("Accept").Count == 0);
        probe.Target.ShouldBe("/apis/shop.io/v1");
        probe.Values("X-Remote-User").ShouldBe(["system:kube-aggregator"]);
        probe.Values("X-Remote-Group").ShouldBe(["system:masters"]);
        probe.ClientName.ShouldBe("CN=front-proxy-client");
        probe.ServerName.ShouldBe("api.shop.svc");
        var legacy = seen.First(IsOldDiscovery);
        legacy.Values("X-Remote-User").ShouldBe(["system:kube-aggregator"]);
        legacy.Values("X-Remote-Group").ShouldBeEmpty();
        seen.ShouldContain(r => r.Target == "/apis" && r.Values("Accept").Single().StartsWith("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"));
    }

    [Fact]
    public async Task Reasons_FollowWhatIsMissing()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Discovery);

        await harness.CreateApiServiceAsync();
        (await harness.ConditionAsync("False", "ServiceNotFound")).ShouldBe("service/api in \"shop\" is not present");

        await harness.CreateServiceAsync("""{"ports":[{"name":"api","port":80}],"type":"ClusterIP"}""");
        (await harness.ConditionAsync("False", "ServicePortError")).ShouldBe("service/api in \"shop\" is not listening on port 443");

        await harness.UpdateServiceAsync(s => s["spec"]!["ports"]![0]!["port"] = 443);
        (await harness.ConditionAsync("False", "EndpointsNotFound")).ShouldBe("cannot find endpointslices for service/api in \"shop\"");

        await harness.CreateSliceAsync(backend.Endpoint.Port, ready: false);
        (await harness.ConditionAsync("False", "MissingEndpoints"))
            .ShouldBe("endpointslices for service/api in \"shop\" have no addresses with port name \"api\"");

        await harness.UpdateSliceAsync(s => s["endpoints"]![0]!["conditions"]!["ready"] = true);
        await harness.ConditionAsync("True", "Passed");

        await harness.UpdateApiServiceAsync(a =>
        {
            ((JsonObject)a["spec"]!).Remove("service");
            ((JsonObject)a["spec"]!).Remove("caBundle");
        });
        (await harness.ConditionAsync("True", "Local")).ShouldBe("Local APIServices are always available");
        harness.Remote.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)] // and somebody sets the time of day back
    [InlineData(1)]
    public async Task ServerDies_IsShownWithin35SecondsAndRecoversByItself(int hours)
    {
        await using var harness = await AggregatorHarness.StartAsync();
        var certificate = harness.Pki.Serve("api.shop.svc");
        var dead = false;
        await using var backend = new ScriptedBackend(certificate, async connection =>
        {
            while (await connection.ReadAsync() is { } request && !dead)
            {
                await Discovery(connection, request);
            }
        });
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");
        await Eventually.TrueAsync(() => harness.Remote is { IsStale: false }, "discovery");

        dead = true;
        harness.Clock.Jump(TimeSpan.FromHours(hours));
        await MoveAsync(harness, async () => await StatusAsync(harness) == "False", most: 35);
        (await harness.ConditionAsync("False", "FailedDiscoveryCheck"))
            .ShouldStartWith($"failing or missing response from https://{backend.Endpoint}/apis/shop.io/v1: ");
        await Eventually.TrueAsync(() => harness.Remote is { IsStale: true, Discovery: null }, "stale discovery");

        dead = false;
        await MoveAsync(harness, async () => await StatusAsync(harness) == "True");
        await MoveAsync(harness, () => Task.FromResult(harness.Remote is { IsStale: false, Discovery: not null }));
    }

    [Fact]
    public async Task ServerHangs_IsGivenFiveSeconds()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = new ScriptedBackend(harness.Pki.Serve("api.shop.svc"), async connection =>
        {
            await connection.ReadAsync();
            await connection.ReadAsync();
        });
        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => backend.Connections == 5, "five probes at once");

        // it may have been False before, when the endpoints were not seen yet
        await MoveAsync(harness, async () => await ReasonAsync(harness) == "FailedDiscoveryCheck");

        (await harness.ConditionAsync("False", "FailedDiscoveryCheck")).ShouldBe(Hung(backend));
    }

    [Theory]
    [InlineData(302, "Location: https://169.254.169.254/")]
    [InlineData(404, "X: y")]
    [InlineData(500, "X: y")]
    public async Task BadStatus_IsNoHealthAndNoRedirectIsFollowed(int status, string header)
    {
        // T-22
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, _) => connection.AnswerAsync(status, "", header));
        await harness.RegisterAsync(backend);

        var url = $"https://{backend.Endpoint}/apis/shop.io/v1";
        (await harness.ConditionAsync("False", "FailedDiscoveryCheck"))
            .ShouldBe($"failing or missing response from {url}: bad status from {url}: {status}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WrongCertificate_IsShownAndInsecurePermitsIt(bool foreignCa)
    {
        // T-12, T-13
        await using var harness = await AggregatorHarness.StartAsync();
        var certificate = foreignCa ? new TestPki().Serve("api.shop.svc") : harness.Pki.Serve("api.other.svc");
        await using var backend = ScriptedBackend.Answering(certificate, Discovery);
        await harness.RegisterAsync(backend);
        (await harness.ConditionAsync("False", "FailedDiscoveryCheck")).ShouldContain("tls: failed to verify certificate");

        await harness.UpdateApiServiceAsync(a =>
        {
            ((JsonObject)a["spec"]!).Remove("caBundle");
            a["spec"]!["insecureSkipTLSVerify"] = true;
        });

        await harness.ConditionAsync("True", "Passed");
    }

    [Fact]
    public async Task RotatedBundle_IsUsedAtOnce()
    {
        // T-14
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Discovery);
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");

        await harness.UpdateApiServiceAsync(a => a["spec"]!["caBundle"] = Convert.ToBase64String(new TestPki().Bundle));
        await harness.ConditionAsync("False", "FailedDiscoveryCheck");
        await harness.UpdateApiServiceAsync(a => a["spec"]!["caBundle"] = Convert.ToBase64String(harness.Pki.Bundle));
        await harness.ConditionAsync("True", "Passed");
    }

    [Fact]
    public async Task LoopbackWithoutFlag_IsNotDialled()
    {
        // T-26
        await using var harness = await AggregatorHarness.StartAsync(LoopbackPolicy.Parse("other/service"));
        await using var backend = harness.Answering(Discovery);
        await harness.RegisterAsync(backend);

        (await harness.ConditionAsync("False", "FailedDiscoveryCheck")).ShouldContain("loopback");
        backend.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task EndlessDiscovery_IsNotTaken()
    {
        // T-64
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(async (connection, request) =>
        {
            if (request.Values("Accept").Count == 0)
            {
                await connection.AnswerAsync(200, "");
                return;
            }

            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            var piece = $"100000\r\n{new string(' ', 1 << 20)}\r\n";
            for (var i = 0; i < 100; i++)
            {
                await connection.WriteAsync(piece);
            }
        });
        await harness.RegisterAsync(backend);

        await harness.ConditionAsync("True", "Passed");
        harness.Remote!.IsStale.ShouldBeTrue();
    }

    [Fact]
    public async Task Deleted_LeavesTheCatalog()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Discovery);
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");

        await harness.Objects.DeleteAsync(ApiServiceKind.Resource, "v1.shop.io");

        await Eventually.TrueAsync(() => harness.Remote is null, "the group version is gone");
    }

    [Fact]
    public async Task RegistrationGroup_CannotBeGivenAway()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await harness.CreateApiServiceAsync(
            "v1.apiregistration.k8s.io",
            """{"group":"apiregistration.k8s.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"service":{"namespace":"shop","name":"api"}}""");

        await Eventually.TrueAsync(
            async () => ApiServiceReader.ReadCondition(await harness.GetApiServiceAsync("v1.apiregistration.k8s.io")) is { Reason: "Unsupported" },
            "the refusal");
        harness.Catalog.Current.Find(ApiServiceKind.GroupVersion)!.Remote.ShouldBeNull();
    }

    [Fact]
    public async Task LocalGroups_HaveApiServices()
    {
        await using var harness = await AggregatorHarness.StartAsync();

        JsonObject? made = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    // they are made one after the other
                    made = await harness.GetApiServiceAsync("v1.");
                    return await harness.GetApiServiceAsync("v1.discovery.k8s.io") is not null;
                }
                catch (StatusException)
                {
                    return false;
                }
            },
            "v1. and v1.discovery.k8s.io");

        ObjectWriter.ToText(made!["spec"]).ShouldBe("""{"version":"v1","groupPriorityMinimum":18000,"versionPriority":15}""");
        JsonNodes.GetString(made, "metadata", "labels", "kube-aggregator.kubernetes.io/automanaged").ShouldBe("onstart");
        ApiServiceReader.ReadCondition(made).ShouldBe(AvailableCondition.Local);
        await Should.ThrowAsync<StatusException>(harness.GetApiServiceAsync("v1.apiregistration.k8s.io"));
    }

    [Fact]
    public async Task DiscoveryThatBreaks_IsStaleThoughTheServerIsAvailable()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        var broken = false;
        await using var backend = harness.Answering((connection, request) =>
            broken && request.Values("Accept").Count > 0 ? connection.AnswerAsync(500, "") : Discovery(connection, request));
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");
        var before = harness.Remote!.Discovery!.Value.ToArray();

        broken = true;
        await MoveAsync(harness, () => Task.FromResult(harness.Remote.IsStale));

        harness.Remote.Discovery.ShouldBeNull("kube-aggregator shows no kinds of a version that is stale");
        harness.Remote.LastDiscovery!.Value.ToArray().ShouldBe(before);
        await harness.ConditionAsync("True", "Passed");

        broken = false;
        await MoveAsync(harness, () => Task.FromResult(harness.Remote is { IsStale: false, Discovery: not null }));
    }

    [Fact]
    public async Task DiscoveryThatIsUnavailable_IsStaleAndNotReadTheOldWay()
    {
        var old = 0;
        var unavailable = true;
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
        {
            old += IsOldDiscovery(request) ? 1 : 0;
            return unavailable && request.Target == "/apis" ? connection.AnswerAsync(503, "") : Discovery(connection, request);
        });
        await harness.RegisterAsync(backend);

        await harness.ConditionAsync("True", "Passed");
        harness.Remote!.IsStale.ShouldBeTrue("a part of what it serves is not all of it");
        harness.Remote.Discovery.ShouldBeNull();
        old.ShouldBe(0);

        unavailable = false;
        await MoveAsync(harness, () => Task.FromResult(harness.Remote is { IsStale: false, Discovery: not null }));
        old.ShouldBeGreaterThan(0, "/apis says nothing of use any more");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"metadata":{"name":"other.io"},"versions":[{"version":"v1","resources":[{"resource":"orders"}]}]}]""")]
    public async Task DiscoveryWithoutTheGroup_IsNothingAndNotReadTheOldWay(string groups)
    {
        var old = 0;
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
        {
            old += IsOldDiscovery(request) ? 1 : 0;
            return request.Target == "/apis"
                ? connection.AnswerAsync(200, $$"""{"items":{{groups}}}""", "Content-Type: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                : Discovery(connection, request);
        });
        await harness.RegisterAsync(backend);

        await harness.ConditionAsync("True", "Passed");
        harness.Remote!.IsStale.ShouldBeFalse();
        System.Text.Encoding.UTF8.GetString(harness.Remote.Discovery!.Value.Span).ShouldBe("""{"version":"v1"}""");
        old.ShouldBe(0);
    }

    /// <summary>The resource list of the one group version; a probe names no type.</summary>
    internal static bool IsOldDiscovery(ReceivedRequest request) =>
        request.Target == "/apis/shop.io/v1" && request.Values("Accept") is ["application/json"];

    private static string Hung(ScriptedBackend backend)
    {
        var url = $"https://{backend.Endpoint}/apis/shop.io/v1";
        return $"failing or missing response from {url}: Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    }

    internal static async Task<string?> ReasonAsync(AggregatorHarness harness) =>
        ApiServiceReader.ReadCondition(await harness.GetApiServiceAsync())?.Reason;

    private static async Task<string?> StatusAsync(AggregatorHarness harness) =>
        ApiServiceReader.ReadCondition(await harness.GetApiServiceAsync())?.Status;

    /// <summary>
    /// Moves the clock, a second at a time, until the condition holds; faster, and what is under way would time out. After the most seconds the
    /// clock stands still: how long what is under way takes then is the machine's affair.
    /// </summary>
    internal static async Task MoveAsync(AggregatorHarness harness, Func<Task<bool>> condition, int most = 120)
    {
        for (var second = 0; second < most; second++)
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(1));
            try
            {
                await Eventually.TrueAsync(async () => await condition(), "the change", TimeSpan.FromMilliseconds(50));
                return;
            }
            catch (TimeoutException)
            {
                // not yet
            }
        }

        await Eventually.TrueAsync(async () => await condition(), $"the change, after {most} s");
    }

    internal static Task Discovery(BackendConnection connection, ReceivedRequest request) => request.Target == "/apis"
        ? connection.AnswerAsync(200, "{}", "Content-Type: application/json")
        : connection.AnswerAsync(
            200,
            """
            {"kind":"APIResourceList","groupVersion":"shop.io/v1","resources":[
              {"name":"orders","singularName":"order","namespaced":true,"kind":"Order","verbs":["get","list"]},
              {"name":"orders/status","singularName":"","namespaced":true,"kind":"Order","verbs":["get"]}]}
            """,
            "Content-Type: application/json");
}
