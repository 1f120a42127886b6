using Outrigger.Server.Tests.Hardening;
using Outrigger.TestKit;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Server.Tests.Http;

public sealed class SmallAnswerTests(TlsServer server) : IClassFixture<TlsServer>
{
    // no more than the window of the connection has room for
    private const int Requests = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("/api/v1/namespaces/empty/configmaps")]
    [InlineData("/version")]
    public async Task Answer_OverHttp2_EndsWithItsBody(string path)
    {
        await using var client = await ConnectAsync(server.Server.Server.Port);
        for (var i = 0; i < Requests; i++)
        {
            // the first makes the caller known, the others are for the count
            await client.WriteAsync(Request((2 * i) + 1, Block("GET", path, ("authorization", "Bearer admin-token"))));
            await client.SucceedAsync(i + 1);
        }

        await Eventually.TrueAsync(() => client.Received(Data) >= Requests, "all answers have their body", Patience);
        await client.PacedFloodAsync(1, _ => Frame(Priority, 0, 1, new byte[5]));

        // an end that is sent apart is one more
        client.Received(Data).ShouldBe(Requests);
    }
}
