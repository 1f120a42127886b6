using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

/// <summary>The numbers follow kubernetes' replica calculator.</summary>
public sealed class PodCalculatorTests
{
    [Theory]
    [InlineData(3, "R:300 R:500 R:700", 30, 5)]
    [InlineData(3, "R:100 R:100 R:100", 50, 1)]
    [InlineData(3, "R:900 R:950 R:950 ", 100, 3)]
    [InlineData(3, "R:1000 R:1100 R:1200", 100, 3)]
    [InlineData(3, "R:1000 R:1200 R:1200", 100, 4)]
    [InlineData(5, "R:100 R:300 R:500 R:250 R:250", 50, 3)]
    public void ForUtilization_AllMeasured_FollowsTheRatioOutsideTheTolerance(int current, string pods, int target, int replicas) =>
        PodCalculator.ForUtilization(Samples.Of(current, pods), target, "cpu", "").Replicas.ShouldBe(replicas);

    [Theory]
    [InlineData(3, "U:300 R:500 R:700", 30, 4)]
    [InlineData(3, "P R:500 R:700", 30, 4)]
    [InlineData(3, "U:400 U:500 R:700", 30, 3)]
    [InlineData(5, "R:100 R:300 R:500 U:250 U:250", 50, 2)]
    [InlineData(2, "R:500 R:700 F", 30, 4)]
    [InlineData(2, "R:500 R:700 D:900", 30, 4)]
    [InlineData(3, "L:900 R:300 R:300", 30, 5)]
    public void ForUtilization_UnreadyPods_DampenAScaleUpOnly(int current, string pods, int target, int replicas) =>
        PodCalculator.ForUtilization(Samples.Of(current, pods), target, "cpu", "").Replicas.ShouldBe(replicas);

    [Theory]
    [InlineData(2, "R:400 R", 100, 2)]
    [InlineData(4, "R:100 R:100 R:100 R", 100, 2)]
    [InlineData(2, "R:1000 R", 50, 2)]
    [InlineData(3, "R:1000 R:1000 R", 20, 10)]
    [InlineData(2, "R:500 R", 150, 2)]
    [InlineData(4, "R:950 R P P", 50, 4)]
    public void ForUtilization_PodsWithoutMetrics_AreTakenToDampenTheChange(int current, string pods, int target, int replicas) =>
        PodCalculator.ForUtilization(Samples.Of(current, pods), target, "cpu", "").Replicas.ShouldBe(replicas);

    [Fact]
    public void ForUtilization_TellsPercentAndAverage()
    {
        var made = PodCalculator.ForUtilization(Samples.Of(3, "R:300 R:500 R:700"), 30, "cpu", "");

        made.Utilization.ShouldBe(50);
        made.Usage.ShouldBe(500);
    }

    [Theory]
    [InlineData("", "no pods returned by selector while calculating replica count")]
    [InlineData("P:100 U:100", "did not receive metrics for targeted pods (pods might be unready)")]
    public void ForUtilization_NothingToGoBy_Says(string pods, string message) =>
        Should.Throw<ReplicaException>(() => PodCalculator.ForUtilization(Samples.Of(1, pods), 50, "cpu", "")).Message.ShouldBe(message);

    [Theory]
    [InlineData("", "missing request for memory in container main of Pod pod-0")]
    [InlineData("side", "container side not found in Pod pod-0")]
    public void ForUtilization_NoRequest_Says(string container, string message) =>
        Should.Throw<ReplicaException>(() => PodCalculator.ForUtilization(Samples.Of(1, "R:100"), 50, "memory", container)).Message.ShouldBe(message);

    [Theory]
    [InlineData(3, "R:20000 R:10000 R:3000", 15000, 3, 11000)]
    [InlineData(3, "R:20000 R:20000 R:20000", 15000, 4, 20000)]
    [InlineData(3, "R:5000 R:5000 R:5000", 15000, 1, 5000)]
    [InlineData(3, "R:50000 R:10000 P", 15000, 4, 30000)]
    [InlineData(3, "R:50000 R:10000 R", 15000, 4, 30000)]
    [InlineData(3, "R:5000 R:10000 R", 15000, 2, 7500)]
    [InlineData(3, "R:15500 R:15500 R", 15000, 3, 15500)]
    public void ForAverage_FollowsTheSameRules(int current, string pods, long target, int replicas, long usage)
    {
        var made = PodCalculator.ForAverage(Samples.Of(current, pods), target);

        made.Usage.ShouldBe(usage);
        made.Replicas.ShouldBe(replicas);
    }

    [Fact]
    public void ForUtilization_OwnTolerance_IsTaken()
    {
        var sample = Samples.Of(10, string.Join(' ', Enumerable.Repeat("R:520", 10)));

        PodCalculator.ForUtilization(sample, 50, "cpu", "").Replicas.ShouldBe(10);
        PodCalculator.ForUtilization(sample with { Tolerances = new Tolerances(0.1, 0) }, 50, "cpu", "").Replicas.ShouldBe(11);
        PodCalculator.ForUtilization(sample with { Tolerances = new Tolerances(0, 0.1) }, 50, "cpu", "").Replicas.ShouldBe(10);
    }

    [Fact]
    public void ForUtilization_AnyLoad_NeverTurnsTheDirectionRound()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var sample = Random(random);
            var target = random.Next(10, 200);
            var loads = sample.Pods.Where(p => sample.Metrics.ContainsKey(p.Name) && p.Ready is "True" && p.Phase is "Running" && !p.IsDeleting)
                .Select(p => sample.Metrics[p.Name].Value).ToList();
            if (loads.Count == 0)
            {
                continue;
            }

            var replicas = PodCalculator.ForUtilization(sample, target, "cpu", "").Replicas;
            var percent = loads.Sum() / 10 / loads.Count;
            var complete = loads.Count == sample.Current;
            replicas.ShouldBeGreaterThanOrEqualTo(0);
            if (complete && percent > target)
            {
                replicas.ShouldBeGreaterThanOrEqualTo(sample.Current);
            }
            else if (complete && percent < target)
            {
                replicas.ShouldBeLessThanOrEqualTo(sample.Current);
            }
        }
    }

    [Theory]
    [InlineData(90, 95, "True", true)]
    [InlineData(90, 95, "False", false)]
    [InlineData(90, 70, "True", false)]
    [InlineData(500, 495, "False", false)]
    [InlineData(500, 160, "False", true)]
    public void Readiness_YoungOrNeverReady_DoesNotCount(int startedAgo, int changedAgo, string ready, bool counts)
    {
        var pod = Samples.Pod("a", "R") with
        {
            Started = Samples.Now - TimeSpan.FromSeconds(startedAgo),
            Ready = ready,
            ReadySince = Samples.Now - TimeSpan.FromSeconds(changedAgo),
        };

        // measured from 90 s to 60 s ago
        var metric = new PodMetric(1, Samples.Now - TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30));
        Samples.Readiness.Counts(pod, metric).ShouldBe(counts);
    }

    [Fact]
    public void Requests_PodLevel_ComesFirst()
    {
        var pod = Samples.Pod("a", "R") with
        {
            Spec = (JsonObject)JsonNode.Parse("""{"resources":{"requests":{"cpu":"3"}},"containers":[{"name":"main","resources":{"requests":{"cpu":"1"}}}]}""")!,
        };

        PodRequests.Of([pod], "cpu", "")["a"].ShouldBe(3000);
        PodRequests.Of([pod], "cpu", "main")["a"].ShouldBe(1000);
    }

    private static PodSample Random(Random random)
    {
        var count = random.Next(1, 12);
        var states = new[] { "R", "R", "R", "U", "P", "F" };
        return Samples.Of(count, string.Join(' ', Enumerable.Range(0, count).Select(_ =>
            random.Next(6) == 0 ? "R" : $"{states[random.Next(states.Length)]}:{random.Next(0, 2000)}")));
    }
}
