using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>What clients make up becomes no metric series and stays in no memory (T-62).</summary>
[CollectionDefinition(nameof(CardinalityTests), DisableParallelization = true)]
[Collection(nameof(CardinalityTests))]
public sealed class CardinalityTests
{
    [Fact]
    public Task Requests_WithRandomVerbsPathsUsersAndAgents_LeaveNothing() => LeaveNothingAsync(20_000);

    [Fact]
    [Trait("category", "full")]
    public Task Requests_AHundredThousandRandomOnes_LeaveNothing() => LeaveNothingAsync(95_000);

    [Fact]
    public async Task Request_WithAMegabyteOfBaggage_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var request = TestServer.Get("/livez");
        request.Headers.TryAddWithoutValidation("baggage", string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"key-{i:D6}=value-{i:D6}")));

        using var response = await server.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task Requests_WithBaggageThatIsAllowed_BecomeNoTraces()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var spans = new ConcurrentQueue<string>();
        var current = new ConcurrentQueue<Activity?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = span => spans.Enqueue($"{span.TraceId} {span.ParentId} {span.TraceStateString} {string.Join(' ', span.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TestServer.StartAsync(parts => parts with { Authenticators = [new AnyUser(() => current.Enqueue(Activity.Current))] });

        for (var i = 0; i < 20; i++)
        {
            using var request = TestServer.Get("/livez");
            request.Headers.TryAddWithoutValidation("X-User", "ann");
            AddTrace((name, value) => request.Headers.TryAddWithoutValidation(name, value), Trace, "baggage", i, large: true);
            using var response = await server.SendAsync(request);
            response.StatusCode.ShouldNotBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        }

        current.Count.ShouldBe(20);
        current.ShouldAllBe(one => one == null);
        spans.ShouldAllBe(one => !one.Contains(Trace, StringComparison.Ordinal) && !one.Contains("baggage", StringComparison.Ordinal));
    }

    private static async Task LeaveNothingAsync(int count)
    {
        var controller = new FlowController(new FlowControlOptions(), TimeProvider.System);
        controller.Configure(FlowControlObjects.Schemas(), FlowControlObjects.Levels());
        await using var server = await TestServer.StartAsync(parts => parts with { Authenticators = [new AnyUser(), .. parts.Authenticators], FlowControl = controller });
        var pipeline = new RequestPipeline(server.Parts);
        await SendAsync(pipeline, "warm", 5_000);
        await SeriesAsync(server);
        var (lines, memory) = (await SeriesAsync(server), GC.GetTotalMemory(forceFullCollection: true));

        await SendAsync(pipeline, "more", count);

        (await SeriesAsync(server)).Except(lines).ShouldBeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(8L << 20);
    }

    /// <summary>A trace context as a client may send it; a large one has 100 KiB of baggage.</summary>
    private static void AddTrace(Action<string, string> add, string trace, string salt, int number, bool large)
    {
        add("traceparent", $"00-{trace}-{number + 1:x16}-01");
        add("tracestate", $"{salt}{number}=state");
        add("baggage", string.Join(',', Enumerable.Range(0, large ? 2_000 : 2).Select(i => $"{salt}-{number}-key-{i:D6}={salt}-value-{i:D6}")));
    }

    private static async Task SendAsync(RequestPipeline pipeline, string salt, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var http = new DefaultHttpContext();
            http.Request.Method = (i % 3) switch { 0 => "GET", 1 => $"VERB{salt}{i}", _ => "DELETE" };
            http.Request.Path = (i % 4) switch
            {
                0 => $"/{salt}{i}",
                1 => $"/apis/{salt}-{i}.example.com/v{i}/namespaces/{salt}{i}/things{i}/a",
                2 => $"/api/v1/namespaces/{salt}{i}/configmaps/{salt}{i}/{salt}{i}",
                _ => $"/api/v1/namespaces/{salt}{i}/{salt}{i}",
            };
            AddTrace((name, value) => http.Request.Headers[name] = value, $"{i:x32}", salt, i, large: i % 1000 == 0);
            http.Request.Headers.UserAgent = $"agent-{salt}-{i}";
            http.Request.Headers["X-User"] = $"{salt}-{i}";
            http.Response.Body = Stream.Null;
            await pipeline.InvokeAsync(http);
            http.Response.StatusCode.ShouldBeGreaterThanOrEqualTo(400);
        }
    }

    /// <summary>The series but for those of the runtime, which tell of the whole process: what earlier tests left running may still throw.</summary>
    private static async Task<List<string>> SeriesAsync(TestServer server)
    {
        using var response = await server.SendAsync(TestServer.Get("/metrics"));
        var lines = (await response.Content.ReadAsStringAsync(TestServer.Token)).Split('\n').Where(line => !line.StartsWith("dotnet_", StringComparison.Ordinal));
        return [.. lines.Select(line => line[..(line.LastIndexOf(' ') is var end and > 0 ? end : 0)]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Believes what a header says.</summary>
    private sealed class AnyUser(Action? asked = null) : IAuthenticator
    {
        public string Name => "any";

        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
        {
            asked?.Invoke();
            var name = context.Request.Headers["X-User"].ToString();
            return new(name.Length == 0 ? AuthenticationResult.NoOpinion : AuthenticationResult.Accepted(new UserInfo(name, [$"group-{name}"])));
        }
    }
}
