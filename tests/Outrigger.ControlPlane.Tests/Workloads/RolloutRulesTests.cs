using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Workloads.Deployments;
using Outrigger.ControlPlane.Workloads.ReplicaSets;

namespace Outrigger.ControlPlane.Tests.Workloads;

/// <summary>The small rules of rollouts.</summary>
public sealed class RolloutRulesTests
{
    [Theory]
    [InlineData("\"25%\"", "\"25%\"", 10, 3, 2)]
    [InlineData("\"25%\"", "\"25%\"", 1, 1, 0)]
    [InlineData("0", "\"1%\"", 2, 0, 1)]
    [InlineData("0", "0", 2, 0, 1)]
    [InlineData("2", "5", 3, 2, 3)]
    [InlineData("\"100%\"", "\"0%\"", 7, 7, 0)]
    public void Resolve_NumbersAndPercents_RoundsSurgeUpAndUnavailableDown(string surge, string unavailable, int replicas, int expectedSurge, int expectedUnavailable) =>
        Fenceposts.Resolve(new JsonObject { ["maxSurge"] = JsonNode.Parse(surge), ["maxUnavailable"] = JsonNode.Parse(unavailable) }, replicas)
            .ShouldBe((expectedSurge, expectedUnavailable));

    [Fact]
    public void AreSame_HashLabelAndWhatIsEmpty_DoNotCount()
    {
        var a = Template("""{"metadata":{"creationTimestamp":null,"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","args":[]}]}}""");
        var b = Template("""{"metadata":{"labels":{"a":"b","pod-template-hash":"x"},"annotations":{}},"spec":{"containers":[{"name":"c"}]}}""");

        PodTemplates.SameAs(a)(b).ShouldBeTrue();
        PodTemplates.Hash(a, null).ShouldBe(PodTemplates.Hash(b, null));
        b["spec"]!["containers"]![0]!["args"] = new JsonArray("x");
        PodTemplates.SameAs(a)(b).ShouldBeFalse();
        PodTemplates.Hash(a, null).ShouldNotBe(PodTemplates.Hash(b, null));
    }

    [Fact]
    public void Hash_EmptyStructWithAMeaning_Counts() => PodTemplates.SameAs(
        Template("""{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}"""))(Template("""{"spec":{"volumes":[{"name":"v"}]}}""")).ShouldBeFalse();

    [Fact]
    public void Hash_Collisions_GiveAnotherName()
    {
        var template = Template("""{"spec":{"containers":[{"name":"c"}]}}""");
        var hash = PodTemplates.Hash(template, null);

        hash.ShouldMatch("^[bcdfghjklmnpqrstvwxz2456789]{8,10}$");
        new[] { PodTemplates.Hash(template, 0), PodTemplates.Hash(template, 1), hash }.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public async Task SlowStart_AllGoesWell_DoublesEachTime()
    {
        var done = 0;
        await SlowStart.RunAsync(10, () =>
        {
            done++;
            return Task.CompletedTask;
        });
        done.ShouldBe(10);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 7)]
    public async Task SlowStart_AFailure_EndsWithItsBatch(int failing, int tried)
    {
        var done = 0;
        await Should.ThrowAsync<InvalidOperationException>(SlowStart.RunAsync(100, () =>
        {
            done++;
            return done == failing ? Task.FromException(new InvalidOperationException("refused")) : Task.CompletedTask;
        }));
        done.ShouldBe(tried);
    }

    private static JsonObject Template(string json) => (JsonObject)JsonNode.Parse(json)!;
}
