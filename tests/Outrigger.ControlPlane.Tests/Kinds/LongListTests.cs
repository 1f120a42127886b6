using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Kinds.Printing;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>
/// One object may have lists of many ten thousands: what is done with them must not grow with their square. Each test takes well under a
/// second; comparing each with each takes minutes.
/// </summary>
public sealed class LongListTests
{
    private const int Many = 60_000;

    [Fact(Timeout = 60_000)]
    public async Task Pod_TolerationsAndGates_AreComparedInTheirLength()
    {
        var (old, now) = (Pod(), Pod());
        var errors = new List<FieldError>();

        await OffAsync(() => PodUpdateRules.Check(now, old, errors));

        errors.ShouldBeEmpty();
    }

    [Fact]
    public void Pod_TolerationChangedOtherwiseThanInItsSeconds_IsRefused()
    {
        var (old, now) = (Pod(2), Pod(2));
        now["spec"]!["tolerations"]![0]!["tolerationSeconds"] = 5;
        now["spec"]!["tolerations"]![1]!["effect"] = "NoSchedule";
        var errors = new List<FieldError>();

        PodUpdateRules.Check(now, old, errors);

        errors.ShouldHaveSingleItem().Detail.ShouldBe("existing toleration can not be modified except its tolerationSeconds");
    }

    [Fact(Timeout = 60_000)]
    public async Task Service_NodePorts_AreGivenOutInTheirLength()
    {
        // All protocols of one port share the number of the last one.
        var one = new ServiceForm(Service(i => i == Many - 1
            ? """{"name":"udp","port":80,"protocol":"UDP","nodePort":30001}"""
            : $$"""{"name":"p{{i}}","port":80,"protocol":"TCP"}"""));
        // Different ports ask for one number.
        var two = new ServiceForm(Service(i => $$"""{"name":"p{{i}}","port":{{i}},"nodePort":30001}"""));
        var errors = new List<FieldError>();
        await using var memory = new MemoryStore();
        await using var cache = await WatchCache.StartAsync(memory, new WatchCacheOptions(), TestContext.Current.CancellationToken);
        var claims = new ServiceClaims(TimeProvider.System);
        claims.Attach(cache.Open(new GroupResource("networking.k8s.io", "ipaddresses"), new FactPaths(Array.Empty<string>())), cache);
        await claims.Ports.ReadyAsync(TestContext.Current.CancellationToken);
        var ports = new ServicePorts(new ServiceAllocator(claims));

        await OffAsync(() =>
        {
            ports.Allocate(one, null, errors);
            ports.Allocate(two, null, errors);
            ServicePorts.Keep(new ServiceForm(Service(i => $$"""{"name":"p{{i}}","port":80}""")), two);
        });

        one.Ports.Select(p => JsonNodes.AsLong(p["nodePort"])).Distinct().ShouldBe([30001]);
        errors.Count.ShouldBe(Many - 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task RoleBinding_Subjects_AreReadInTheirLength()
    {
        var binding = (JsonObject)JsonNode.Parse($$"""
            {"metadata":{"name":"b","namespace":"n"},"roleRef":{"kind":"Role","name":"r"},
             "subjects":[{{List(i => $$"""{"kind":"User","name":"u{{i / 2}}"}""")}}]}
            """)!;

        (await OffAsync(() => BindingReader.Grants(binding))).Count.ShouldBe(Many / 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task PodTable_ReadinessGates_AreCountedInTheirLength()
    {
        var pod = Pod(1);
        pod["spec"]!["readinessGates"] = JsonNode.Parse($"[{List(i => $$"""{"conditionType":"c{{i}}"}""")}]");
        pod["status"] = JsonNode.Parse($$"""{"conditions":[{{List(i => $$"""{"type":"c{{Many - i}}","status":"{{(i % 2 == 0 ? "True" : "False")}}"}""")}}]}""");

        (await OffAsync(() => PodPrinter.Gates(pod))).ShouldBe($"{(Many / 2) - 1}/{Many}");
    }

    // For the time limit of a test holds for what is awaited only.
    private static Task OffAsync(Action act) => Task.Run(act, TestContext.Current.CancellationToken);

    private static Task<T> OffAsync<T>(Func<T> act) => Task.Run(act, TestContext.Current.CancellationToken);

    private static string List(Func<int, string> item, int count = Many) => string.Join(',', Enumerable.Range(0, count).Select(item));

    private static JsonObject Service(Func<int, string> port) =>
        (JsonObject)JsonNode.Parse($$"""{"spec":{"type":"NodePort","ports":[{{List(port)}}] } }""")!;

    private static JsonObject Pod(int count = Many) => (JsonObject)JsonNode.Parse($$"""
        {"metadata":{"name":"p"},"spec":{
         "schedulingGates":[{{List(i => $$"""{"name":"g{{i}}"}""", count)}}],
         "tolerations":[{{List(i => $$"""{"key":"k{{count - i}}","effect":"NoExecute"}""", count)}}] } }
        """)!;
}
