using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Limits;

/// <summary>What LimitRanges give to pods, and what they refuse (the cases are those of kube-apiserver's plugin).</summary>
public sealed class LimitRangerTests
{
    [Fact]
    public async Task Containers_GetWhatTheyDoNotAskFor_AndTheyAreTold()
    {
        await using var cluster = await StartAsync("""{"type":"Container","default":{"cpu":"100m","memory":"10Gi"},"defaultRequest":{"cpu":"75m"} }""");

        var pod = await CreateAsync(cluster, """
            "containers":[{"name":"a","image":"i","resources":{"limits":{"memory":"1Gi"} } },{"name":"b","image":"i","resources":{"requests":{"cpu":"50m"},"limits":{"cpu":"1"} } }],
            "initContainers":[{"name":"c","image":"i"}]
            """);

        Resources(pod, "containers", 0).ShouldBe("""{"limits":{"cpu":"100m","memory":"1Gi"},"requests":{"cpu":"75m","memory":"1Gi"}}""");
        Resources(pod, "containers", 1).ShouldBe("""{"limits":{"cpu":"1","memory":"10Gi"},"requests":{"cpu":"50m","memory":"10Gi"}}""");
        Resources(pod, "initContainers", 0).ShouldBe("""{"limits":{"cpu":"100m","memory":"10Gi"},"requests":{"cpu":"75m","memory":"10Gi"}}""");
        JsonNodes.GetString(pod, "metadata", "annotations", "kubernetes.io/limit-ranger").ShouldBe(
            "LimitRanger plugin set: cpu request for container a; cpu limit for container a; memory request for container b; memory limit for container b; " +
            "cpu, memory request for init container c; cpu, memory limit for init container c");
    }

    [Theory]
    [InlineData("""{"type":"Container","min":{"cpu":"50m","memory":"2Mi"} }""", """{"requests":{"cpu":"40m","memory":"1Mi"} }""", "[minimum cpu usage per Container is 50m, but request is 40m, minimum memory usage per Container is 2Mi, but request is 1Mi]")]
    [InlineData("""{"type":"Container","max":{"cpu":"100m"} }""", """{"limits":{"cpu":"1"} }""", "maximum cpu usage per Container is 100m, but limit is 1")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"} }""", """{"requests":{"cpu":"100m"},"limits":{"cpu":"250m"} }""", "cpu max limit to request ratio per Container is 2, but provided ratio is 2.500000")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"} }""", """{}""", "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0")]
    [InlineData("""{"type":"Pod","max":{"cpu":"300m"} }""", """{"limits":{"cpu":"200m"} }""", "maximum cpu usage per Pod is 300m, but limit is 400m")]
    [InlineData("""{"type":"Pod","min":{"memory":"5Gi"} }""", """{"requests":{"memory":"1Gi"} }""", "minimum memory usage per Pod is 5Gi, but request is 4Gi")]
    [InlineData("""{"type":"Pod","max":{"cpu":"400m"},"min":{"memory":"4Gi"} }""", """{"requests":{"memory":"1Gi"},"limits":{"cpu":"200m"} }""", null)]
    [InlineData("""{"type":"Container","max":{"cpu":"200m"},"min":{"cpu":"100m"},"maxLimitRequestRatio":{"cpu":"2"} }""", """{"requests":{"cpu":"100m"},"limits":{"cpu":"200m"} }""", null)]
    public async Task Pod_IsHeldToTheLimits(string limit, string resources, string? fault)
    {
        const string Init = """ ,"initContainers":[{"name":"i","image":"i","resources":{"requests":{"memory":"4Gi"},"limits":{"memory":"4Gi"} } }] """;
        var isPod = limit.Contains("\"Pod\"", StringComparison.Ordinal);
        await using var cluster = await StartAsync(limit);
        var containers = $$"""[{"name":"a","image":"i","resources":{{resources}} }{{(isPod ? $$""",{"name":"b","image":"i","resources":{{resources}} }""" : "")}}]""";

        var create = () => CreateAsync(cluster, $"\"containers\":{containers}{(isPod ? Init : "")}");

        if (fault is null)
        {
            await create();
        }
        else
        {
            (await Should.ThrowAsync<StatusException>(create)).Status.Message.ShouldBe($"pods \"p\" is forbidden: {fault}");
        }
    }

    [Theory]
    [InlineData("500Mi", "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi")]
    [InlineData("20Gi", "maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi")]
    [InlineData("5Gi", null)]
    public async Task Claim_IsHeldToTheLimits(string size, string? fault)
    {
        await using var cluster = await StartAsync("""{"type":"PersistentVolumeClaim","min":{"storage":"1Gi"},"max":{"storage":"10Gi"} }""");
        var create = () => cluster.CreateAsync(
            "persistentvolumeclaims", $$"""{"metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"{{size}}"} } } }""", "default");

        if (fault is null)
        {
            await create();
        }
        else
        {
            (await Should.ThrowAsync<StatusException>(create)).Status.Message.ShouldBe($"persistentvolumeclaims \"c\" is forbidden: {fault}");
        }
    }

    [Fact]
    public async Task Limits_OfAnotherNamespace_AndTakenAway_DoNotCount()
    {
        await using var cluster = await StartAsync("""{"type":"Container","max":{"cpu":"100m"},"default":{"cpu":"100m"},"defaultRequest":{"cpu":"100m"} }""");
        const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i","resources":{"limits":{"cpu":"1"} } }]} }""";
        await Should.ThrowAsync<StatusException>(cluster.CreateAsync("pods", Pod, "default"));
        await cluster.CreateAsync("pods", Pod, "kube-public");

        await cluster.DeleteAsync("limitranges", "l", "default");
        await cluster.CreateAsync("pods", Pod, "default");
    }

    private static async Task<TestCluster> StartAsync(string limit)
    {
        var cluster = await TestCluster.StartAsync(o => o with { AdmissionPlugins = [.. o.AdmissionPlugins.Where(p => p is not "ServiceAccount")] });
        await cluster.CreateAsync("limitranges", $$"""{"metadata":{"name":"l"},"spec":{"limits":[{{limit}}]} }""", "default");
        return cluster;
    }

    private static Task<JsonObject> CreateAsync(TestCluster cluster, string spec) =>
        cluster.CreateAsync("pods", $$"""{"metadata":{"name":"p"},"spec":{ {{spec}} } }""", "default");

    private static string Resources(JsonObject pod, string list, int index) => pod["spec"]![list]![index]!["resources"]!.ToJsonString();
}
