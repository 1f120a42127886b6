using Outrigger.ApiMachinery.OpenApi;

namespace Outrigger.Server.OpenApi;

/// <summary>OpenAPI v3 documents of group versions that another server answers.</summary>
public interface IOpenApiSource
{
    /// <summary>What there is now: by path below /openapi/v3 (<c>apis/GROUP/VERSION</c>) the hash of the document. Cheap.</summary>
    IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>The document of a path; null when this source has none.</summary>
    ValueTask<OpenApiDocument?> FetchAsync(string path, CancellationToken cancellationToken);
}
