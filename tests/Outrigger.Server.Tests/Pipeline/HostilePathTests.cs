using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Pipeline;

public class HostilePathTests
{
    [Theory]
    [InlineData("/api/v1/namespaces/default/configmaps/a%2Fb")]
    [InlineData("/api/v1/namespaces/default%2f..%2fkube-system/configmaps/a")]
    [InlineData("/api/v1/namespaces/%2e%2e/configmaps/a")]
    [InlineData("/api/v1/../v1/namespaces")]
    [InlineData("//api/v1/namespaces")]
    [InlineData("/api//v1/namespaces")]
    [InlineData("/api/v1/./namespaces")]
    [InlineData("/api/v1/namespaces/%00")]
    [InlineData("/api/v1/namespaces/%c0%ae%c0%ae")]
    [InlineData("/api/v1/namespaces/a\\b")]
    [InlineData("/api/v1/namespaces/%25%32%65")]
    public async Task Get_PathThatParsersReadDifferently_ReachesNothing(string path)
    {
        await using var server = await TestServer.StartAsync();

        var code = await RawHttp.GetAsync(server, path, ["Authorization: Bearer admin-token"]);

        code.ShouldBeOneOf(400, 404);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Content-Length: 3, 3\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Host: b\r\n\r\n")]
    [InlineData("X : a\r\n\r\n")]
    [InlineData("X: a\r\n folded\r\n\r\n")]
    [InlineData("X: a\r\n\tTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("X: a\n\r\n")]
    [InlineData("X: a\r\n\n")]
    [InlineData("X: a\rTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("X: a\0b\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n")]
    public async Task Send_AmbiguousFraming_IsRefusedAndTheConnectionCloses(string fields)
    {
        // T-42; the tail must not become a request
        var seen = new Backend();
        await using var server = await TestServer.StartAsync(parts => parts with { PathHandlers = [seen] });

        var answer = await RawHttp.SendAsync(
            server, $"POST /backend HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\n{fields}GET /backend HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.IndexOf("HTTP/1.1", 1, StringComparison.Ordinal).ShouldBe(-1);
        seen.Served.ShouldBe(0);
    }

    [Fact]
    public async Task Post_EndlessChunkExtension_IsRefused()
    {
        var seen = new Backend();
        await using var server = await TestServer.StartAsync(parts => parts with { PathHandlers = [seen] });

        var answer = await RawHttp.SendAsync(
            server,
            $"POST /backend HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\nTransfer-Encoding: chunked\r\n\r\n1;{new string('a', 4 << 20)}");

        answer.ShouldStartWith("HTTP/1.1 413");
        seen.Served.ShouldBe(0);
    }

    [Fact]
    public async Task Post_ChunkedBodyOverTheLimit_Is413()
    {
        await using var server = await TestServer.StartAsync();
        var chunk = $"{0x100000:x}\r\n{new string('x', 0x100000)}\r\n";

        var answer = await RawHttp.SendAsync(
            server,
            "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin-token\r\n"
            + $"Content-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}{chunk}0\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("\"reason\":\"RequestEntityTooLarge\"");
    }

    /// <summary>Reads the body of a request, like a proxy.</summary>
    private sealed class Backend : IPathHandler
    {
        public IReadOnlyList<string> Paths => [];

        public int Served { get; private set; }

        public bool Handles(RequestInfo info) => info.Path == "/backend";

        public async Task ServeAsync(RequestContext request)
        {
            await request.Http.Request.Body.CopyToAsync(Stream.Null, request.Aborted);
            Served++;
        }
    }
}
