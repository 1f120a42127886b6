using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.ControlPlane.Webhooks;
using Outrigger.Server.Networking;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Webhooks;

public sealed class WebhookClientTests
{
    private static readonly ServiceResolver NoServices = (_, _, _) => new("no services", []);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_GoodServer_ReturnsTheBodyAndSaysItsTimeout()
    {
        await using var server = await TlsServer.StartAsync(http => http.Response.WriteAsync(http.Request.Path + http.Request.QueryString, Token));

        (await PostAsync(server, NoServices)).ShouldBe("/hook?timeout=30s");
    }

    [Fact]
    public async Task Post_Redirect_IsNotFollowed()
    {
        var calls = 0;
        await using var server = await TlsServer.StartAsync(http =>
        {
            calls++;
            http.Response.Redirect("/secret");
            return http.Response.WriteAsync("inner text", Token);
        });

        var refused = await Should.ThrowAsync<WebhookException>(() => PostAsync(server, NoServices));

        calls.ShouldBe(1);
        refused.Message.ShouldBe("the webhook answered with a redirect (302), which is not followed");
    }

    [Fact]
    public async Task Post_Failure_DoesNotTellTheBody()
    {
        await using var server = await TlsServer.StartAsync(http =>
        {
            http.Response.StatusCode = 500;
            return http.Response.WriteAsync("inner text", Token);
        });

        (await Should.ThrowAsync<WebhookException>(() => PostAsync(server, NoServices))).Message.ShouldBe("the webhook answered with the status 500");
    }

    [Fact]
    public async Task Post_EndlessAnswer_IsCut()
    {
        await using var server = await TlsServer.StartAsync(async http =>
        {
            var piece = new byte[1024 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }
        });

        (await Should.ThrowAsync<WebhookException>(() => PostAsync(server, NoServices))).Message.ShouldContain("bytes");
    }

    [Fact]
    public async Task Post_NoAnswerInTime_Ends()
    {
        var arrived = new TaskCompletionSource();
        var clock = new FakeTimeProvider();
        await using var server = await TlsServer.StartAsync(async http =>
        {
            arrived.TrySetResult();
            var gone = new TaskCompletionSource();
            await using var aborted = http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });
        var client = new WebhookClient(Address(server), NoServices, clock);

        var call = client.PostAsync([], TimeSpan.FromSeconds(30), Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        clock.Advance(TimeSpan.FromSeconds(31));

        (await Should.ThrowAsync<WebhookException>(() => call)).Message.ShouldEndWith("context deadline exceeded");
    }

    // Else the failurePolicy of an unreachable webhook would not count: connecting ends before the time of the call does.
    [Fact]
    public async Task Post_NoConnectionInTime_IsAFailureOfTheWebhook()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new WebhookAddress(new Uri($"https://{silent.LocalEndpoint}/hook"), null, "");
        var client = new WebhookClient(address, NoServices, TimeProvider.System, TimeSpan.FromMilliseconds(50));

        var failure = await Should.ThrowAsync<WebhookException>(() => client.PostAsync([], TimeSpan.FromMinutes(1), Token));

        failure.Message.ShouldEndWith("context deadline exceeded");
    }

    [Fact]
    public async Task Post_OtherRoots_IsRefused()
    {
        await using var server = await TlsServer.StartAsync(http => http.Response.WriteAsync("inner text", Token));
        await using var other = await TlsServer.StartAsync(http => http.Response.WriteAsync("", Token));
        var client = new WebhookClient(Address(server) with { AuthoritiesPem = other.Pem }, NoServices, TimeProvider.System);

        await Should.ThrowAsync<WebhookException>(() => client.PostAsync([], TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Post_Service_GoesToItsEndpointUnderItsName()
    {
        var host = "";
        await using var server = await TlsServer.StartAsync(http =>
        {
            host = $"{http.Request.Host}{http.Request.Path}";
            return http.Response.WriteAsync("fine", Token);
        });
        var address = WebhookAddress.Read(new JsonObject
        {
            ["service"] = new JsonObject { ["namespace"] = "default", ["name"] = "hook", ["path"] = "/convert", ["port"] = 8443 },
            ["caBundle"] = server.CaBundle,
        });
        var asked = "";
        var client = new WebhookClient(
            address,
            (ns, name, port) =>
            {
                asked = $"{ns}/{name}:{port}";
                return new ServiceEndpoints(null, [new IPEndPoint(IPAddress.Loopback, server.Url.Port)]);
            },
            TimeProvider.System);

        Encoding.UTF8.GetString(await client.PostAsync([], TimeSpan.FromSeconds(30), Token)).ShouldBe("fine");
        asked.ShouldBe("default/hook:8443");
        host.ShouldBe("hook.default.svc:8443/convert");
    }

    private static WebhookAddress Address(TlsServer server) => new(new Uri(server.Url, "/hook"), null, server.Pem);

    private static async Task<string> PostAsync(TlsServer server, ServiceResolver services) =>
        Encoding.UTF8.GetString(await new WebhookClient(Address(server), services, TimeProvider.System).PostAsync([], TimeSpan.FromSeconds(30), Token));
}
