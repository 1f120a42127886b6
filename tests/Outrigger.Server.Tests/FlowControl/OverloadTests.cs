using System.Net;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authorization;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

/// <summary>T-81: ten times the limit from one greedy user; health, leader election and other users are served.</summary>
public sealed class OverloadTests : IAsyncDisposable
{
    // 5 seats of 60 for ordinary users
    private const int Seats = 5;
    private const int Flood = 600;
    private readonly SlowPath slow = new();
    private readonly PrometheusExporter exporter = new();
    private readonly List<HttpClient> clients = [];
    private TestServer? server;

    public async ValueTask DisposeAsync()
    {
        while (slow.Release())
        {
        }

        clients.ForEach(c => c.Dispose());
        if (server is not null)
        {
            // after a test that failed there are some that wait for others
            var ending = server.DisposeAsync().AsTask();
            while (!ending.IsCompleted)
            {
                slow.Release();
                await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None));
            }

            await ending;
        }

        exporter.Dispose();
    }

    [Fact]
    public async Task GreedyUser_TenTimesTheLimit_IsRefusedAndOthersAreServed()
    {
        // the clock stands still, so that no queue is owed time that others had
        await StartAsync(clock: new FakeTimeProvider());
        var flood = Enumerable.Range(0, Flood).Select(_ => SendAsync("greedy", "/slow")).ToList();
        await Eventually.TrueAsync(
            () => slow.Running == Seats && flood.Count(f => f.IsCompleted) == Flood - Seats - 300, "the seats are taken and six queues are full");
        var refused = await flood.Where(f => f.IsCompleted).ToList()[0];
        (refused.StatusCode, refused.Headers.RetryAfter!.Delta).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)));

        // served at once, although every ordinary seat is taken
        (await CodeAsync("system:anonymous", "/readyz", UserInfo.UnauthenticatedGroup)).ShouldBe(200);
        (await CodeAsync("system:kube-controller-manager", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x")).ShouldBe(404);
        (await CodeAsync("system:node:a", "/api/v1/namespaces/default/configmaps", "system:nodes")).ShouldBe(200);
        (await CodeAsync("operator", "/api/v1/namespaces/default/configmaps", UserInfo.MastersGroup)).ShouldBe(200);

        // another user of the same level waits for the next seats, not for 300 requests
        var before = slow.Begun.Count;
        var modest = SendAsync("modest", "/slow");
        while (!modest.IsCompleted && !slow.Begun.Skip(before).Contains("modest"))
        {
            slow.Release();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestServer.Token);
        }

        slow.Begun.Skip(before).TakeWhile(u => u != "modest").Count().ShouldBeLessThanOrEqualTo(2 * Seats);
        slow.MostRunning.ShouldBe(Seats);
        while (!modest.IsCompleted || flood.Any(f => !f.IsCompleted))
        {
            slow.Release();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestServer.Token);
        }

        (await modest).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Task.WhenAll(flood)).Count(f => f.StatusCode == HttpStatusCode.OK).ShouldBe(Seats + 300);
        var page = exporter.Write();
        page.ShouldContain($"apiserver_flowcontrol_rejected_requests_total{{flow_schema=\"global-default\",priority_level=\"global-default\",reason=\"queue-full\"}} {Flood - Seats - 300}\n");
        page.ShouldContain("apiserver_flowcontrol_current_executing_requests{flow_schema=\"global-default\",priority_level=\"global-default\"} 0\n");
    }

    [Fact]
    public async Task HugeLists_OfAGreedyUser_TakeAsManySeatsAsTheirObjects()
    {
        await StartAsync(new FlowControlOptions { MaxRequestsInFlight = 400, MaxMutatingRequestsInFlight = 200 });
        await Task.WhenAll(Enumerable.Range(0, 450).Select(i => server!.CreateConfigMapAsync($"map-{i}")));

        (await CodeAsync("greedy", "/api/v1/configmaps")).ShouldBe(200);
        (await CodeAsync("greedy", "/api/v1/configmaps?limit=150")).ShouldBe(200);
        (await CodeAsync("greedy", "/api/v1/namespaces/elsewhere/configmaps")).ShouldBe(200);

        // 5 seats, 2 and 1
        exporter.Write().ShouldContain("apiserver_flowcontrol_demand_seats_high_watermark");
        server!.Parts.FlowControl!.Current.Find(new UserInfo("greedy", [UserInfo.AuthenticatedGroup]), RequestInfoParser.Parse("GET", "/api/v1/configmaps", ""))
            .Level.Queues.ReadDemand().Most.ShouldBe(5);
    }

    [Fact]
    public async Task Waiting_TooLong_IsRefusedAfterAQuarterOfItsTime()
    {
        var clock = new FakeTimeProvider();
        await StartAsync(clock: clock);
        var held = Enumerable.Range(0, Seats).Select(_ => SendAsync("greedy", "/slow")).ToList();
        await Eventually.TrueAsync(() => slow.Running == Seats, "the seats are taken");
        var timers = clock.ActiveTimers;
        var waiting = SendAsync("modest", "/slow?timeout=36s");
        var impatient = SendAsync("modest", "/slow?timeout=20s");
        await Eventually.TrueAsync(() => clock.ActiveTimers == timers + 2, "both wait");

        clock.Advance(TimeSpan.FromSeconds(5));
        (await impatient).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        waiting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(4));

        (await waiting).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        exporter.Write().ShouldContain("priority_level=\"global-default\",reason=\"time-out\"} 2\n");
        held.ShouldAllBe(h => !h.IsCompleted);
    }

    [Fact]
    public async Task Waiting_ClientGone_LeavesItsQueue()
    {
        await StartAsync();
        _ = Enumerable.Range(0, Seats).Select(_ => SendAsync("greedy", "/slow")).ToList();
        await Eventually.TrueAsync(() => slow.Running == Seats, "the seats are taken");
        using var gone = new CancellationTokenSource();
        var waiting = Client("modest").GetAsync("/slow", gone.Token);
        await Eventually.TrueAsync(() => exporter.Write().Contains("current_inqueue_requests{flow_schema=\"global-default\",priority_level=\"global-default\"} 1\n", StringComparison.Ordinal), "it waits");

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        await Eventually.TrueAsync(() => exporter.Write().Contains("current_inqueue_requests{flow_schema=\"global-default\",priority_level=\"global-default\"} 0\n", StringComparison.Ordinal), "it waits no more");
    }

    [Fact]
    public async Task Watch_ThatHasBegun_TakesNoSeat()
    {
        await StartAsync();
        for (var i = 0; i < 3 * Seats; i++)
        {
            var watch = await Client("watcher").GetAsync("/api/v1/namespaces/default/configmaps?watch=true", HttpCompletionOption.ResponseHeadersRead, TestServer.Token);
            watch.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await CodeAsync("watcher", "/api/v1/namespaces/default/configmaps")).ShouldBe(200);
        await Eventually.TrueAsync(() => exporter.Write().Contains("current_executing_seats{flow_schema=\"global-default\",priority_level=\"global-default\"} 0\n", StringComparison.Ordinal), "no seat is taken");
    }

    [Fact]
    public async Task PlainLimits_WithoutPriorityAndFairness_RefuseWhatIsBeyond()
    {
        await StartAsync(plain: new FlowControlOptions { MaxMutatingRequestsInFlight = 200, MaxRequestsInFlight = 3 });
        var held = Enumerable.Range(0, 3).Select(_ => SendAsync("greedy", "/slow")).ToList();
        await Eventually.TrueAsync(() => slow.Running == 3, "the limit is reached");

        var refused = await SendAsync("modest", "/slow");

        (refused.StatusCode, refused.Headers.RetryAfter!.Delta).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)));
        var status = ObjectReader.Read(await refused.Content.ReadAsByteArrayAsync(TestServer.Token));
        JsonNodes.GetString(status, "reason").ShouldBe("TooManyRequests");
        var master = SendAsync("operator", "/slow", UserInfo.MastersGroup);
        await Eventually.TrueAsync(() => slow.Running == 4, "an operator gets in");
        held.Add(master);
    }

    private async Task StartAsync(FlowControlOptions? options = null, TimeProvider? clock = null, FlowControlOptions? plain = null)
    {
        var time = clock ?? TimeProvider.System;
        var limits = options ?? new FlowControlOptions { MaxRequestsInFlight = 40, MaxMutatingRequestsInFlight = 20 };
        server = await TestServer.StartAsync(p => p with
        {
            PathHandlers = [slow],
            Exporter = exporter,
            Clock = time,
            Authorizers = [new AllowAll()],
            FlowControl = plain is null ? new FlowController(limits, time) : null,
            InFlight = plain ?? new FlowControlOptions(),
        });
    }

    private HttpClient Client(string user, string group = UserInfo.AuthenticatedGroup)
    {
        var client = new HttpClient(server!.Server.CreateInProcessHandler(new UserInfo(user, [group]))) { BaseAddress = new Uri("https://localhost") };
        clients.Add(client);
        return client;
    }

    private Task<HttpResponseMessage> SendAsync(string user, string path, string group = UserInfo.AuthenticatedGroup) =>
        Client(user, group).GetAsync(path, TestServer.Token);

    private async Task<int> CodeAsync(string user, string path, string group = UserInfo.AuthenticatedGroup)
    {
        using var answer = await SendAsync(user, path, group);
        await answer.Content.ReadAsByteArrayAsync(TestServer.Token);
        return (int)answer.StatusCode;
    }

    private sealed class AllowAll : IAuthorizer
    {
        public string Name => "all";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
            new(new AuthorizationDecision(AuthorizationVerdict.Allow, ""));
    }
}
