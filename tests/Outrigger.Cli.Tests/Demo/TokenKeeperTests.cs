using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Outrigger.Cli.Demo;
using Outrigger.Client.Rest;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.Demo;

public sealed class TokenKeeperTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly TokenServer server;
    private readonly KubernetesClient client;
    private readonly TokenKeeper keeper;

    public TokenKeeperTests()
    {
        server = new TokenServer(time);
        client = new KubernetesClient(server, new Uri("https://localhost"), TimeProvider.System);
        keeper = new TokenKeeper(client, folder["token"], time);
    }

    private string Token => File.ReadAllText(folder["token"]);

    [Fact]
    public async Task Renew_FreshToken_IsWrittenForItsOwnerAlone()
    {
        var due = await keeper.RenewAsync(TestContext.Current.CancellationToken);
        due.ShouldBe(TimeSpan.FromMinutes(48));
        Token.ShouldBe("token-1");
        File.GetUnixFileMode(folder["token"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        server.Seen.ShouldBe(["POST /api/v1/namespaces/custom-system/serviceaccounts/custom-api-server/token"]);
    }

    [Fact]
    public async Task Run_BeforeTheTokenEnds_WritesTheNext()
    {
        using var stop = new CancellationTokenSource();
        var running = keeper.RunAsync(await keeper.RenewAsync(stop.Token), _ => { }, stop.Token);
        for (var round = 2; round <= 4; round++)
        {
            await Eventually.TrueAsync(() => time.ActiveTimers == 1, "the keeper to wait");
            time.Advance(TimeSpan.FromMinutes(48));
            await Eventually.TrueAsync(() => Token == $"token-{round}", "the next token");
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_ServerRefuses_TellsAndTriesAgainSoon()
    {
        using var stop = new CancellationTokenSource();
        var told = new ConcurrentQueue<string>();
        var running = keeper.RunAsync(await keeper.RenewAsync(stop.Token), told.Enqueue, stop.Token);
        server.Refuses = true;
        await Eventually.TrueAsync(() => time.ActiveTimers == 1, "the keeper to wait");
        time.Advance(TimeSpan.FromMinutes(48));
        await Eventually.TrueAsync(() => told.Count == 1, "the failure to be told");
        Token.ShouldBe("token-1");

        server.Refuses = false;
        await Eventually.TrueAsync(() => time.ActiveTimers == 1, "the keeper to wait again");
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => Token != "token-1", "the next token");
        await stop.CancelAsync();
        await running;
    }

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private sealed class TokenServer(TimeProvider time) : HttpMessageHandler
    {
        private int count;

        public bool Refuses { get; set; }

        public ConcurrentQueue<string> Seen { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
            var body = Refuses
                ? """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"storage is away","reason":"InternalError","code":500}"""
                : $$$"""{"kind":"TokenRequest","status":{"token":"token-{{{++count}}}","expirationTimestamp":"{{{time.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}}}"}}""";
            return Task.FromResult(new HttpResponseMessage(Refuses ? HttpStatusCode.InternalServerError : HttpStatusCode.Created)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }
    }
}
