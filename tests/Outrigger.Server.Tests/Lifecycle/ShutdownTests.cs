using System.Collections.Concurrent;
using System.Net;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Tests.Lifecycle;

public sealed class ShutdownTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    private readonly HeldRequest held = new();
    private readonly ServerLifecycle lifecycle = new();

    [Fact]
    public async Task Stop_Delay_ReadyzIsRedAndRequestsAreServed()
    {
        var clock = new FakeTimeProvider();
        await using var server = await StartAsync(new() { Delay = Delay }, clock);
        var hooked = false;
        lifecycle.BeforeShutdown("test", () => Task.FromResult(hooked = true));

        var stopping = server.Server.StopAsync(CancellationToken.None);

        try
        {
            (await CodeAsync(server, "/readyz")).ShouldBe(500);
            (await CodeAsync(server, "/livez")).ShouldBe(200);
            (await CodeAsync(server, ConfigMaps)).ShouldBe(200);
            using var watch = await server.SendAsync(TestServer.Get($"{ConfigMaps}?watch=true&timeoutSeconds=1"));
            ((int)watch.StatusCode).ShouldBe(200);
            (hooked, stopping.IsCompleted).ShouldBe((false, false));
        }
        finally
        {
            clock.Advance(Delay);
        }

        await stopping;
        hooked.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_Signals_ComeInOrderAndHooksBeforeRefusal()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await StartAsync(new());
        LifecycleSignal[] signals =
        [
            lifecycle.ShutdownInitiated, lifecycle.AfterShutdownDelay, lifecycle.PreShutdownHooksStopped, lifecycle.NotAcceptingNewRequests,
            lifecycle.InFlightRequestsDrained, lifecycle.StoppedListening,
        ];
        foreach (var signal in signals)
        {
            signal.Token.Register(() => seen.Enqueue(signal.Name));
        }

        lifecycle.BeforeShutdown("broken", () => throw new InvalidOperationException("broken"));
        lifecycle.BeforeShutdown("second", async () =>
        {
            (await CodeAsync(server, ConfigMaps)).ShouldBe(200);
            seen.Enqueue("hook");
        });

        await server.Server.StopAsync(CancellationToken.None);

        seen.ShouldBe([
            "ShutdownInitiated", "AfterShutdownDelay", "hook", "PreShutdownHooksStopped", "NotAcceptingNewRequests",
            "InFlightRequestsDrained", "StoppedListening"]);
    }

    [Fact]
    public async Task Stop_RequestUnderWay_IsAnsweredAndNewConnectionsAreRefused()
    {
        await using var server = await StartAsync(new());
        var pending = server.SendAsync(TestServer.Get("/held"));
        await held.Arrived;

        var stopping = server.Server.StopAsync(CancellationToken.None);
        await RefusedAsync(server);
        stopping.IsCompleted.ShouldBeFalse();
        held.Release();

        using var answer = await pending;
        (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestServer.Token)).ShouldBe((HttpStatusCode.OK, "done"));
        await stopping;
    }

    [Fact]
    public async Task Stop_SendRetryAfter_SendsNewRequestsElsewhereUntilTheOldAreDone()
    {
        await using var server = await StartAsync(new() { SendRetryAfter = true });
        var pending = server.SendAsync(TestServer.Get("/held"));
        await held.Arrived;

        var stopping = server.Server.StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => lifecycle.NotAcceptingNewRequests.IsSignaled, "requests are refused");

        using (var refused = await server.SendAsync(TestServer.Get(ConfigMaps)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
            refused.Headers.ConnectionClose.ShouldBe(true);
            var status = ObjectReader.Read(await refused.Content.ReadAsByteArrayAsync(TestServer.Token));
            JsonNodes.GetString(status, "message").ShouldBe("The apiserver is shutting down, please try again later.");
        }

        (await CodeAsync(server, $"{ConfigMaps}?watch=true")).ShouldBe(429);
        (await CodeAsync(server, "/livez")).ShouldBe(200);
        (await CodeAsync(server, "/metrics")).ShouldBe(200);
        stopping.IsCompleted.ShouldBeFalse();
        held.Release();

        using var answer = await pending;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await stopping;
        await RefusedAsync(server);
    }

    [Fact]
    public async Task Stop_RequestThatDoesNotEnd_IsCutWhenItsTimeIsOver()
    {
        var clock = new FakeTimeProvider();
        await using var server = await StartAsync(new() { DrainTimeout = TimeSpan.FromSeconds(60) }, clock);
        var pending = server.SendAsync(TestServer.Get("/held"));
        await held.Arrived;

        var stopping = server.Server.StopAsync(CancellationToken.None);
        await RefusedAsync(server);
        clock.Advance(TimeSpan.FromSeconds(59));
        stopping.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<HttpRequestException>(pending);
        await stopping;
    }

    private static async Task<int> CodeAsync(TestServer server, string path)
    {
        using var response = await server.SendAsync(TestServer.Get(path));
        return (int)response.StatusCode;
    }

    private static Task RefusedAsync(TestServer server) => Eventually.TrueAsync(
        async () =>
        {
            using var fresh = new HttpClient { BaseAddress = server.Client.BaseAddress };
            try
            {
                using var answer = await fresh.GetAsync("/livez", TestServer.Token);
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        },
        "connections are refused");

    private Task<TestServer> StartAsync(ShutdownOptions options, TimeProvider? clock = null) => TestServer.StartAsync(
        parts => parts with { PathHandlers = [held], Lifecycle = lifecycle, Clock = clock ?? TimeProvider.System },
        serving => serving with { Shutdown = options });
}
