namespace Outrigger.Server.Tests.Pipeline;

public class MetricsTests
{
    [Fact]
    public async Task Get_Metrics_CountsRequestsByVerbResourceAndCode()
    {
        await using var server = await TestServer.StartAsync();
        await server.GetAsync("/api/v1/namespaces/default/configmaps/none");
        await server.GetAsync("/api/v1/namespaces/default/nosuch/none");
        await server.CreateConfigMapAsync("a");

        using var response = await server.SendAsync(TestServer.Get("/metrics"));
        var text = await response.Content.ReadAsStringAsync(TestServer.Token);

        text.ShouldContain("apiserver_request_total{verb=\"get\",resource=\"configmaps\",code=\"404\"} 1\n");
        text.ShouldContain("apiserver_request_total{verb=\"get\",resource=\"\",code=\"404\"} 1\n");
        text.ShouldContain("apiserver_request_total{verb=\"create\",resource=\"configmaps\",code=\"201\"} 1\n");
        text.ShouldContain("apiserver_request_duration_seconds_count{verb=\"create\",resource=\"configmaps\"} 1\n");
    }

    [Fact]
    public async Task Any_FailureOfOurs_IsTold500WithoutItsDetails()
    {
        await using var server = await TestServer.StartAsync(p => p with { PathHandlers = [new Failing()] });

        var (code, status) = await server.GetAsync("/fails");

        code.ShouldBe(500);
        status.ToJsonString().ShouldNotContain("secret");
        status["message"]!.GetValue<string>().ShouldStartWith("Internal error occurred: see the server's log, audit id ");
    }

    private sealed class Failing : Outrigger.Server.Requests.IPathHandler
    {
        public IReadOnlyList<string> Paths => ["/fails"];

        public bool Handles(Outrigger.Server.Requests.RequestInfo info) => info.Path == "/fails";

        public Task ServeAsync(Outrigger.Server.Requests.RequestContext request) => throw new InvalidOperationException("secret");
    }
}
