using Outrigger.Server.FlowControl.Work;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class WorkEstimatorTests
{
    private readonly WatchTracker watches = new();

    [Theory]
    [InlineData("/api/v1/pods", "", 450, 10, 5)]
    [InlineData("/api/v1/pods", "", 0, 10, 1)]
    [InlineData("/api/v1/pods", "", 100_000, 10, 10)]
    [InlineData("/api/v1/pods", "", 100_000, 3, 3)]
    [InlineData("/api/v1/pods", "limit=500", 100_000, 10, 5)]
    [InlineData("/api/v1/pods", "limit=500&labelSelector=a%3Db", 100_000, 10, 10)]
    [InlineData("/api/v1/pods", "fieldSelector=metadata.name%3Dx", 100_000, 10, 1)]
    [InlineData("/api/v1/namespaces/a/pods/x", "", 100_000, 10, 1)]
    [InlineData("/api/v1/pods", "watch=true", 100_000, 10, 10)]
    [InlineData("/api/v1/pods", "watch=true&resourceVersion=0", 100_000, 10, 10)]
    [InlineData("/api/v1/pods", "watch=true&resourceVersion=7", 100_000, 10, 1)]
    [InlineData("/api/v1/pods", "watch=true&resourceVersion=7&sendInitialEvents=true", 100_000, 10, 10)]
    public void Estimate_Read_CostsWhatItLooksAt(string path, string query, long objects, int most, int seats) =>
        new WorkEstimator(_ => objects, watches).Estimate(RequestInfoParser.Parse("GET", path, query), most).MostSeats.ShouldBe(seats);

    [Theory]
    [InlineData("/api/v1/pods", "", 15)]
    [InlineData("/api/v1/pods", "timeout=20s", 5)]
    [InlineData("/api/v1/pods", "timeout=10m", 15)]
    [InlineData("/api/v1/pods", "timeout=soon", 15)]
    [InlineData("/api/v1/pods", "watch=true&timeout=20s", 15)]
    public void LongestWait_IsAQuarterOfTheTime(string path, string query, int seconds) =>
        RequestDeadline.LongestWait(RequestInfoParser.Parse("GET", path, query)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Estimate_ObjectsOfAnotherServer_CostOneSeat() =>
        new WorkEstimator(_ => null, watches).Estimate(RequestInfoParser.Parse("GET", "/api/v1/pods", ""), 10).MostSeats.ShouldBe(1);

    [Fact]
    public void Estimate_Write_LingersForItsWatches()
    {
        var estimator = new WorkEstimator(_ => 0, watches);
        var create = RequestInfoParser.Parse("POST", "/api/v1/namespaces/a/pods", "");
        var open = Enumerable.Range(0, 9).Select(_ => watches.Enter(RequestInfoParser.Parse("GET", "/api/v1/pods", "watch=1"))).ToList();
        estimator.Estimate(create, 10).ShouldBe(new(1));

        open.AddRange(Enumerable.Range(0, 191).Select(_ => watches.Enter(RequestInfoParser.Parse("GET", "/api/v1/namespaces/a/pods", "watch=1"))));
        estimator.Estimate(create, 10).ShouldBe(new(1, 10, TimeSpan.FromMilliseconds(10)));
        estimator.Estimate(RequestInfoParser.Parse("POST", "/api/v1/namespaces/b/pods", ""), 10).ShouldBe(new(1));

        open.ForEach(w => w.Dispose());
        open[0].Dispose();
        estimator.Estimate(create, 10).ShouldBe(new(1));
    }
}
