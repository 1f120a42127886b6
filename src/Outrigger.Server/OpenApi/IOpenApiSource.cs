using Outrigger.ApiMachinery.OpenApi;

namespace Outrigger.Server.OpenApi;

/// <summary>
/// OpenAPI documents of group versions that another server answers. Asked with every request, so what it gives is there already.
/// </summary>
public interface IOpenApiSource
{
    /// <summary>The v3 documents, by path below /openapi/v3 (<c>apis/GROUP/VERSION</c>).</summary>
    IEnumerable<KeyValuePair<string, OpenApiDocument>> Documents { get; }

    /// <summary>The v2 documents, by any name that stays; each names only paths of its own group version.</summary>
    IEnumerable<KeyValuePair<string, OpenApiDocument>> Swaggers { get; }
}
