using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Server.Health;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.OpenApi;

/// <summary>/openapi/v2, for the kubectl versions that ask for it before they turn to v3.</summary>
internal sealed class OpenApiV2Handler : IPathHandler
{
    private const string Path = "/openapi/v2";
    private readonly byte[] json = OpenApiV2.ToJson(ServerVersion.GitVersion);
    private readonly byte[] protobuf = OpenApiV2.ToProtobuf(ServerVersion.GitVersion);

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = [Path];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Segments is ["openapi", "v2"];

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request)
    {
        var http = request.Http;
        var wantsProtobuf = http.Request.Headers.Accept.ToString().Contains("proto-openapi.spec.v2", StringComparison.Ordinal);
        http.Response.Headers.Vary = "Accept";
        http.Response.ContentType = wantsProtobuf ? OpenApiV2.ProtobufType : MediaTypes.Json;
        return BytesWriter.WriteAsync(http, wantsProtobuf ? protobuf : json);
    }
}
