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
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n")]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /livez HTTP/1.1\r\nHost : a\r\n\r\n")]
    public async Task Send_AmbiguousFraming_IsRefusedAndTheConnectionCloses(string request)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await RawHttp.SendAsync(server, request);

        answer.ShouldStartWith("HTTP/1.1 400");
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
}
