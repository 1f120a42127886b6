using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outrigger.Server.Http;

namespace Outrigger.Server.Tests.Http;

public sealed class LargeAnswerTests
{
    // its end is written when its beginning is sent already
    [Fact]
    public async Task Answer_OfKnownLength_EndsAtOnceOnAConnectionThatStaysOpen()
    {
        var answer = new byte[(3 * BodyOutput.PieceSize) + 1];
        await using var server = await StartAsync(http => BytesWriter.WriteAsync(http, answer));
        using var client = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            var body = client.GetByteArrayAsync(server.Urls.Single(), TestServer.Token);

            (await body.WaitAsync(TimeSpan.FromSeconds(30), TestServer.Token)).Length.ShouldBe(answer.Length);
        }
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestServer.Token);
        return app;
    }
}
