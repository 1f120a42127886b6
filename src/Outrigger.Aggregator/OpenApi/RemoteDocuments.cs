using Outrigger.ApiMachinery.OpenApi;

namespace Outrigger.Aggregator.OpenApi;

/// <summary>What is known of another server's OpenAPI documents.</summary>
internal sealed record RemoteDocuments
{
    public static readonly RemoteDocuments None = new();

    /// <summary>Where the other server's index has the v3 document; with a hash in it, it changes with the document.</summary>
    public string? Url { get; init; }

    /// <summary>Whether the server has no v3, so that its v2 document is told as v3 (kube-aggregator).</summary>
    public bool IsLegacy { get; init; }

    /// <summary>The v3 document of the group version.</summary>
    public OpenApiDocument? Document { get; init; }

    /// <summary>The ETag that the v2 document came with; null when it came without.</summary>
    public string? SwaggerTag { get; init; }

    /// <summary>Of the v2 document what is about the group version.</summary>
    public OpenApiDocument? Swagger { get; init; }
}
