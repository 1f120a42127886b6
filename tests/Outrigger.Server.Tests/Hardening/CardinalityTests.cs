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
    public async Task Requests_WithRandomVerbsPathsUsersAndAgents_LeaveNothing()
    {
        var controller = new FlowController(new FlowControlOptions(), TimeProvider.System);
        controller.Configure(FlowControlObjects.Schemas(), FlowControlObjects.Levels());
        await using var server = await TestServer.StartAsync(parts => parts with { Authenticators = [new AnyUser(), .. parts.Authenticators], FlowControl = controller });
        var pipeline = new RequestPipeline(server.Parts);
        await SendAsync(pipeline, "warm", 5_000);
        await SeriesAsync(server);
        var (lines, memory) = (await SeriesAsync(server), GC.GetTotalMemory(forceFullCollection: true));

        await SendAsync(pipeline, "more", 20_000);

        (await SeriesAsync(server)).Except(lines).ShouldBeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(8L << 20);
    }

    [Fact]
    public async Task Request_WithAMegabyteOfBaggage_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var request = TestServer.Get("/livez");
        request.Headers.TryAddWithoutValidation("baggage", string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"key-{i:D6}=value-{i:D6}")));

        using var response = await server.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
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
            http.Request.Headers.UserAgent = $"agent-{salt}-{i}";
            http.Request.Headers["X-User"] = $"{salt}-{i}";
            http.Response.Body = Stream.Null;
            await pipeline.InvokeAsync(http);
            http.Response.StatusCode.ShouldBeGreaterThanOrEqualTo(400);
        }
    }

    private static async Task<List<string>> SeriesAsync(TestServer server)
    {
        using var response = await server.SendAsync(TestServer.Get("/metrics"));
        var text = await response.Content.ReadAsStringAsync(TestServer.Token);
        return [.. text.Split('\n').Select(line => line[..(line.LastIndexOf(' ') is var end and > 0 ? end : 0)]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Believes what a header says.</summary>
    private sealed class AnyUser : IAuthenticator
    {
        public string Name => "any";

        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
        {
            var name = context.Request.Headers["X-User"].ToString();
            return new(name.Length == 0 ? AuthenticationResult.NoOpinion : AuthenticationResult.Accepted(new UserInfo(name, [$"group-{name}"])));
        }
    }
}
