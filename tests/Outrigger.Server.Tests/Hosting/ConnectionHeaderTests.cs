using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public sealed class ConnectionHeaderTests
{
    [Theory]
    [InlineData("Connection: keep-alive, X-Hop")]
    [InlineData("Connection: X-Hop")]
    [InlineData("Connection: close , \tX-Hop")]
    [InlineData("Connection: Upgrade, X-Hop\r\nUpgrade: websocket")]
    [InlineData("Connection: keep-alive\r\nConnection: X-Hop")]
    [InlineData("Connection: X-Hop\r\nConnection: upgrade\r\nUpgrade: h2c")]
    public async Task Names_BesideWhatKestrelKnows_AreSeen(string lines)
    {
        await using var app = await StartAsync();

        (await SendAsync(app, lines)).ShouldContain("named=X-Hop;");
    }

    [Theory]
    [InlineData("Connection: keep-alive", "upgrade=False", false)]
    [InlineData("Connection: TE", "upgrade=False", false)]
    [InlineData("Connection: close", "upgrade=False", true)]
    [InlineData("Connection: X-Hop", "upgrade=False", true)]
    [InlineData("Connection: Upgrade, X-Hop\r\nUpgrade: websocket", "upgrade=True", false)]
    public async Task Meaning_OfWhatKestrelKnows_Stays(string lines, string upgrade, bool closes)
    {
        await using var app = await StartAsync();

        var answer = await SendAsync(app, lines);

        answer.ShouldContain(upgrade);
        answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase).ShouldBe(closes);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelSettings.Apply(kestrel, new ServingOptions { BindAddress = IPAddress.Loopback, Port = 0 }, TimeProvider.System));
        var app = builder.Build();
        app.Run(http =>
        {
            var named = http.Request.Headers.Connection.SelectMany(l => l!.Split(',', StringSplitOptions.TrimEntries))
                .Where(n => n.StartsWith('X'));
            var upgrade = http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest;
            return http.Response.WriteAsync($"named={string.Join(',', named)};upgrade={upgrade};end");
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<string> SendAsync(WebApplication app, string lines)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\n{lines}\r\n\r\n"));
        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains(";end", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is var count and > 0)
        {
            answer += System.Text.Encoding.ASCII.GetString(buffer, 0, count);
        }

        return answer;
    }
}
