using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

public sealed class ReplicaDecisionTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private DateTimeOffset now = Samples.Now;

    [Theory]
    [InlineData(1, 10, 1, 20, 4, "ScaleUpLimit")]
    [InlineData(3, 10, 1, 20, 6, "ScaleUpLimit")]
    [InlineData(3, 10, 1, 5, 5, "TooManyReplicas")]
    [InlineData(3, 1, 2, 5, 2, "TooFewReplicas")]
    [InlineData(3, 4, 2, 5, 4, "DesiredWithinRange")]
    public void Make_NoBehavior_KeepsToBoundsAndRate(int current, int desired, int min, int max, int replicas, string reason)
    {
        var made = ReplicaDecision.Make(current, desired, new ReplicaBounds(min, max), FiveMinutes, new ScalingHistory(), now);

        made.Replicas.ShouldBe(replicas);
        made.Limited.Reason.ShouldBe(reason);
        made.IsLimited.ShouldBe(replicas != desired);
    }

    [Fact]
    public void Make_NoBehavior_ScalesDownWhenTheWindowIsOver()
    {
        var history = new ScalingHistory();
        history.Begin(8, now);
        var bounds = new ReplicaBounds(1, 10);

        var first = ReplicaDecision.Make(8, 2, bounds, FiveMinutes, history, now += TimeSpan.FromSeconds(15));
        var last = ReplicaDecision.Make(8, 3, bounds, FiveMinutes, history, now += FiveMinutes);

        first.Replicas.ShouldBe(8);
        first.Stabilized.Reason.ShouldBe("ScaleDownStabilized");
        last.Replicas.ShouldBe(3);
        last.Stabilized.Reason.ShouldBe("ReadyForNewScale");
    }

    [Theory]
    [InlineData("Max", 10, 30, 20)]
    [InlineData("Min", 10, 30, 14)]
    [InlineData("Disabled", 10, 30, 10)]
    [InlineData("Max", 1, 30, 5)]
    [InlineData("Max", 10, 12, 12)]
    public void Make_UpPolicies_LimitTheStep(string select, int current, int desired, int replicas)
    {
        var up = new ScalingRules(TimeSpan.Zero, select, [Pods(4), Percent(100)]);

        Behave(current, desired, up, Down("Max", TimeSpan.Zero, Percent(100)), new ScalingHistory()).Replicas.ShouldBe(replicas);
    }

    [Theory]
    [InlineData("Max", 10, 1, 5, "ScaleDownLimit")]
    [InlineData("Min", 10, 1, 8, "ScaleDownLimit")]
    [InlineData("Disabled", 10, 1, 10, "ScaleDownLimit")]
    [InlineData("Max", 3, 0, 1, "ScaleDownLimit")]
    [InlineData("Max", 10, 7, 7, "DesiredWithinRange")]
    public void Make_DownPolicies_LimitTheStep(string select, int current, int desired, int replicas, string reason)
    {
        var made = Behave(current, desired, Up(), Down(select, TimeSpan.Zero, Pods(2), Percent(50)), new ScalingHistory());

        made.Replicas.ShouldBe(replicas);
        made.Limited.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Make_Policies_CountWhatWasDoneInThePeriod()
    {
        var history = new ScalingHistory();
        var up = new ScalingRules(TimeSpan.Zero, "Max", [Pods(4)]);
        history.Scaled(3, now, now);

        Behave(5, 20, up, Down("Max", TimeSpan.Zero, Percent(100)), history).Replicas.ShouldBe(6);
        now += TimeSpan.FromSeconds(15);
        Behave(5, 20, up, Down("Max", TimeSpan.Zero, Percent(100)), history).Replicas.ShouldBe(9);
    }

    [Fact]
    public void Make_UpWindow_TakesTheLowestRecommendation()
    {
        var history = new ScalingHistory();
        var up = new ScalingRules(TimeSpan.FromSeconds(60), "Max", [Percent(900)]);
        var down = Down("Max", TimeSpan.FromSeconds(60), Percent(100));

        Behave(5, 6, up, down, history).Replicas.ShouldBe(6);
        now += TimeSpan.FromSeconds(20);
        var second = Behave(5, 10, up, down, history);
        now += TimeSpan.FromSeconds(60);
        var third = Behave(5, 10, up, down, history);

        second.Replicas.ShouldBe(6);
        second.Stabilized.Reason.ShouldBe("ScaleUpStabilized");
        third.Replicas.ShouldBe(10);
    }

    [Fact]
    public void Make_AnyHistory_StaysBetweenBounds()
    {
        var random = new Random(11);
        for (var run = 0; run < 300; run++)
        {
            var history = new ScalingHistory();
            var bounds = new ReplicaBounds(random.Next(1, 4), random.Next(4, 30));
            var up = new ScalingRules(TimeSpan.FromSeconds(random.Next(0, 90)), random.Next(2) == 0 ? "Max" : "Min", [Pods(random.Next(1, 5)), Percent(random.Next(1, 200))]);
            var down = Down(random.Next(2) == 0 ? "Max" : "Min", TimeSpan.FromSeconds(random.Next(0, 90)), Percent(random.Next(1, 100)));
            var current = bounds.Min;
            history.Begin(current, now);
            for (var i = 0; i < 50; i++)
            {
                now += TimeSpan.FromSeconds(15);
                var desired = random.Next(1, 40);
                var made = ReplicaDecision.Make(current, desired, bounds, (up, down), history, now).Replicas;
                made.ShouldBeInRange(bounds.Min, bounds.Max);
                made.ShouldBeInRange(down.DownLimit(current, history, now) < current ? down.DownLimit(current, history, now) : current, Math.Max(current, up.UpLimit(current, history, now)));
                history.Scaled(made - current, now, now - TimeSpan.FromMinutes(1));
                current = made;
            }
        }
    }

    [Theory]
    [InlineData(4, 10000, 5000, 6)]
    [InlineData(4, 5200, 5000, 4)]
    [InlineData(0, 10000, 5000, 2)]
    public void ForValue_FollowsTheReadyPods(int current, long value, long target, int replicas) =>
        ValueCalculator.ForValue(current, Samples.Of(current, "R R R P").Pods, value, target, Samples.TenPercent).Replicas.ShouldBe(replicas);

    [Theory]
    [InlineData(3, 10000, 2000, 5, 3334)]
    [InlineData(5, 10400, 2000, 5, 2080)]
    [InlineData(0, 10000, 2000, 5, 10000)]
    public void ForShare_DividesTheValue(int current, long value, long target, int replicas, long usage)
    {
        var made = ValueCalculator.ForShare(current, value, target, Samples.TenPercent);

        made.Replicas.ShouldBe(replicas);
        made.Usage.ShouldBe(usage);
    }

    private ReplicaDecision Behave(int current, int desired, ScalingRules up, ScalingRules down, ScalingHistory history) =>
        ReplicaDecision.Make(current, desired, new ReplicaBounds(0, 100), (up, down), history, now);

    private static ScalingRules Up() => new(TimeSpan.Zero, "Max", [Percent(100)]);

    private static ScalingRules Down(string select, TimeSpan window, params ScalingPolicy[] policies) => new(window, select, policies);

    private static ScalingPolicy Pods(int value) => new(IsPercent: false, value, TimeSpan.FromSeconds(15));

    private static ScalingPolicy Percent(int value) => new(IsPercent: true, value, TimeSpan.FromSeconds(15));
}
