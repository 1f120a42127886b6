namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>The OpenAPI v3 document of one group-version.</summary>
/// <param name="Json">The document.</param>
/// <param name="Hash">SHA-512 of it in upper-case hex: the ETag, and the hash in the URL that the index names.</param>
public sealed record OpenApiDocument(ReadOnlyMemory<byte> Json, string Hash);
