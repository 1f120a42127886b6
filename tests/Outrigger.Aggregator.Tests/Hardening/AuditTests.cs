using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Module;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Audit;
using Outrigger.Server.Authentication;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-91: each request that is proxied or refused is one event, and the extension server gets its Audit-ID.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string Orders = "/apis/shop.io/v1/namespaces/x/orders";
    private const string Policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n";
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-audit-").FullName;
    private readonly ConcurrentQueue<ReceivedRequest> seen = [];
    private AggregatorHarness? harness;
    private ScriptedBackend? backend;
    private ApiServer? server;

    private string Log => Path.Combine(folder, "audit.log");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), Policy);
        harness = await AggregatorHarness.StartAsync();
        backend = harness.Answering(AnswerAsync);
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");
        var options = new AuditOptions { PolicyFile = Path.Combine(folder, "policy.yaml"), Log = new() { Path = Log } };
        var parts = new ServerParts
        {
            Catalog = harness.Catalog,
            Authenticators = [new BearerTokenAuthenticator(StaticTokenFile.Parse("admin-token,admin,1,system:masters\nalice-token,alice,2,dev\n"))],
            Audit = AuditLog.Open(options, TimeProvider.System, NullLoggerFactory.Instance),
            Loggers = NullLoggerFactory.Instance,
        };
        server = ApiServer.Create(parts, new ServingOptions());
        await server.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await server!.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
        await harness!.DisposeAsync();
        await backend!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("read", "GET /apis/shop.io/v1/namespaces/x/orders/a", "admin", 200)]
    [InlineData("list", "GET /apis/shop.io/v1/namespaces/x/orders", "admin", 200)]
    [InlineData("watch", "GET /apis/shop.io/v1/namespaces/x/orders?watch=true", "admin", 200, "ResponseStarted", "ResponseComplete")]
    [InlineData("write", "POST /apis/shop.io/v1/namespaces/x/orders", "admin", 200)]
    [InlineData("refused-there", "GET /apis/shop.io/v1/namespaces/x/orders/forbidden", "admin", 403)]
    [InlineData("redirect", "GET /apis/shop.io/v1/namespaces/x/orders/moved", "admin", 502)]
    [InlineData("cut", "GET /apis/shop.io/v1/namespaces/x/orders/cut", "admin", 503)]
    public async Task Request_Proxied_IsOneEventWithTheIdThatTheExtensionServerGot(string id, string line, string user, int code, params string[] stages)
    {
        await CheckAsync(id, line, user, code, stages is [] ? ["ResponseComplete"] : stages);

        // a read whose connection breaks is sent again
        seen.Where(r => r.Target.StartsWith(Orders, StringComparison.Ordinal)).SelectMany(r => r.Values("Audit-Id")).Distinct().ShouldBe([id]);
    }

    [Theory]
    [InlineData("forbidden", "GET /apis/shop.io/v1/namespaces/x/orders", "alice", 403, "ResponseComplete")]
    [InlineData("anonymous", "GET /apis/shop.io/v1/namespaces/x/orders", "", 403, "ResponseComplete")]
    [InlineData("unknown", "GET /apis/shop.io/v2/namespaces/x/orders", "admin", 404, "ResponseComplete")]
    [InlineData("bad-token", "GET /apis/shop.io/v1/namespaces/x/orders", "mallory", 401, "ResponseStarted")]
    [InlineData("path", "GET /apis/shop.io/v1/namespaces/x%2Fy/orders", "admin", 400, "ResponseStarted")]
    [InlineData("framing", "POST /apis/shop.io/v1/namespaces/x/orders", "admin", 400, "ResponseStarted", "Transfer-Encoding: chunked")]
    public async Task Request_Refused_IsOneEvent(string id, string line, string user, int code, string stage, string header = "X-Nothing: a")
    {
        await CheckAsync(id, line, user, code, [stage], header);

        seen.ShouldNotContain(r => r.Target.StartsWith(Orders, StringComparison.Ordinal));
    }

    private async Task CheckAsync(string id, string line, string user, int code, IReadOnlyList<string> stages, string header = "X-Nothing: a")
    {
        (await SendAsync(id, line, user, header)).ShouldStartWith($"HTTP/1.1 {code}");

        // which writes all events
        await server!.StopAsync(TestContext.Current.CancellationToken);
        var events = (await File.ReadAllLinesAsync(Log)).Select(AggregatorHarness.Tree).ToList();
        events.Select(e => JsonNodes.GetString(e, "stage")).ShouldBe(stages);
        events.Select(e => JsonNodes.GetString(e, "auditID")).Distinct().ShouldBe([id]);
        events.Select(e => JsonNodes.GetString(e, "requestURI")).Distinct().ShouldBe([line.Split(' ')[1]]);
        JsonNodes.GetLong(events[^1], "responseStatus", "code").ShouldBe(code);
    }

    private async Task<string> SendAsync(string id, string line, string user, string header)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server!.Port);
        await using var stream = socket.GetStream();
        var credential = user.Length == 0 ? "" : $"Authorization: Bearer {user}-token\r\n";
        var length = line.StartsWith("POST", StringComparison.Ordinal) ? "Content-Length: 2\r\nContent-Type: application/json\r\n" : "";
        var body = length.Length == 0 ? "" : "{}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAudit-ID: {id}\r\n{credential}{header}\r\n{length}\r\n{body}"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private Task AnswerAsync(BackendConnection connection, ReceivedRequest request)
    {
        seen.Enqueue(request);
        return request.Target switch
        {
            "/apis" => connection.AnswerAsync(200, "{}", "Content-Type: application/json"),
            $"{Orders}/forbidden" => connection.AnswerAsync(403, "{}"),
            $"{Orders}/moved" => connection.AnswerAsync(301, "", "Location: https://169.254.169.254/"),
            $"{Orders}/cut" => throw new IOException("cut for the test"),
            _ when request.Target.StartsWith(Orders, StringComparison.Ordinal) => connection.AnswerAsync(200, "{}", "Content-Type: application/json"),
            _ => connection.AnswerAsync(
                200,
                """
                {"kind":"APIResourceList","groupVersion":"shop.io/v1","resources":[
                  {"name":"orders","singularName":"order","namespaced":true,"kind":"Order","verbs":["create","get","list","watch"]}]}
                """,
                "Content-Type: application/json"),
        };
    }
}
