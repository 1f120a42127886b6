using Outrigger.ApiMachinery.OpenApi;

namespace Outrigger.Aggregator.OpenApi;

/// <summary>What another server's index says of one document.</summary>
/// <param name="Hash">Changes with the document.</param>
/// <param name="Url">Where the other server has it.</param>
/// <param name="Document">The document, once somebody asked for it.</param>
internal sealed record OpenApiEntry(string Hash, string Url, OpenApiDocument? Document = null);
