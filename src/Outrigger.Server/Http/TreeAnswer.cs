using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.Server.Http;

/// <summary>
/// Answers with objects that are there as trees, for who serves a group version as a whole: JSON, YAML and protobuf, no tables.
/// </summary>
/// <param name="schemas">Has the kinds of the trees, for protobuf.</param>
public sealed class TreeAnswer(SchemaLibrary schemas)
{
    private static readonly OutputRules Rules = OutputRules.Plain with { Routed = true, Streams = true };
    private readonly TreeEncoder encoder = new(schemas);

    /// <summary>How the client wants the answer; StatusException 406 when it takes none of the forms.</summary>
    public static OutputFormat Negotiate(HttpRequest request) => OutputNegotiator.Negotiate(request, Rules);

    /// <summary>Writes 200 and the object.</summary>
    public Task WriteAsync(HttpContext http, JsonObject tree, OutputFormat format) =>
        TreeWriter.WriteAsync(http, StatusCodes.Status200OK, tree, format, encoder);
}
