namespace Outrigger.Aggregator.OpenApi;

/// <summary>What another server answered.</summary>
/// <param name="StatusCode">200, 304, 404 …</param>
/// <param name="Body">The document; empty unless the status is 200.</param>
/// <param name="EntityTag">The ETag header; null without one.</param>
internal sealed record FetchedDocument(int StatusCode, byte[] Body, string? EntityTag);
