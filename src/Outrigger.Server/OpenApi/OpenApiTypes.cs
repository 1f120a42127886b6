using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;

namespace Outrigger.Server.OpenApi;

/// <summary>The two forms of OpenAPI documents and which one a client wants.</summary>
internal static class OpenApiTypes
{
    // clients ask with an @ before v1.0, which Go cannot parse in an answer
    private const string Asked = "com.github.proto-openapi.spec.{0}@v1.0+protobuf";
    private const string Answered = "com.github.proto-openapi.spec.{0}.v1.0+protobuf";

    /// <summary>The content type of the answer; null when nothing fits.</summary>
    /// <param name="request">Has the Accept header; without one it is JSON.</param>
    /// <param name="version"><c>v2</c> or <c>v3</c>.</param>
    public static string? Choose(HttpRequest request, string version)
    {
        var header = request.Headers.Accept.ToString();
        if (header.Length == 0)
        {
            return MediaTypes.Json;
        }

        foreach (var clause in AcceptClause.Parse(header).Where(c => c.Type is "application" or "*"))
        {
            if (clause.Subtype is "json" or "*")
            {
                return MediaTypes.Json;
            }

            if (clause.Subtype == For(Asked, version) || clause.Subtype == For(Answered, version))
            {
                return $"application/{For(Answered, version)}";
            }
        }

        return null;
    }

    private static string For(string subtype, string version) => subtype.Replace("{0}", version, StringComparison.Ordinal);
}
