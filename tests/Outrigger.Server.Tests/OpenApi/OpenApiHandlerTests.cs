using Microsoft.AspNetCore.Http;
using Outrigger.Server.OpenApi;
using Outrigger.Server.Requests;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.OpenApi;

public sealed class OpenApiHandlerTests
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    [Fact]
    public async Task Serve_ProtobufAgain_IsNotMadeAgain()
    {
        await using var server = await TestServer.StartAsync();
        var handler = new OpenApiHandler(new LocalDocuments(server.Catalog, TestKinds.Library), []);
        var (first, made) = await ServeAsync(handler);

        var (second, kept) = await ServeAsync(handler);

        second.ShouldBe(first);
        made.ShouldBeGreaterThan(500_000);
        kept.ShouldBeLessThan(made / 4);
    }

    /// <summary>The answer, and the bytes that were allocated for it.</summary>
    private static async Task<(byte[] Body, long Allocated)> ServeAsync(OpenApiHandler handler)
    {
        using var body = new MemoryStream(1 << 20);
        var http = new DefaultHttpContext();
        http.Request.Headers.Accept = Protobuf;
        http.Request.Headers.AcceptEncoding = "gzip";
        http.Response.Body = body;
        var request = new RequestContext(http, RequestInfoParser.Parse("GET", "/openapi/v3/api/v1", ""), "id", DateTimeOffset.UnixEpoch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var serving = handler.ServeAsync(request);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await serving;
        http.Response.ContentType.ShouldBe(Protobuf);
        return (body.ToArray(), allocated);
    }
}
