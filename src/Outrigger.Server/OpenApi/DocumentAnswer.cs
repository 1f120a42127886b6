using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Server.Http;

namespace Outrigger.Server.OpenApi;

/// <summary>Answers with a document.</summary>
internal static class DocumentAnswer
{
    /// <summary>Writes the document as it is kept when the client takes gzip.</summary>
    public static async Task WriteAsync(HttpContext http, OpenApiDocument document, string contentType)
    {
        http.Response.ContentType = contentType;
        if (document.Length <= BodyOutputs.GzipThreshold || !BodyOutputs.AcceptsGzip(http.Request))
        {
            http.Response.ContentLength = document.Length;
            await http.Response.Body.WriteAsync(document.Read(), http.RequestAborted).ConfigureAwait(false);
            return;
        }

        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.Headers.Append("Vary", "Accept-Encoding");
        http.Response.ContentLength = document.Packed.Length;
        await http.Response.Body.WriteAsync(document.Packed, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The document's ETag. Both forms have the same; Vary tells them apart.</summary>
    public static string EntityTag(OpenApiDocument document) => $"\"{document.Hash}\"";

    /// <summary>Whether the client has the document: If-None-Match, a list that is compared without regard to weakness (RFC 9110 13.1.2).</summary>
    public static bool HasIt(HttpRequest request, OpenApiDocument document) =>
        request.Headers.IfNoneMatch.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Any(known => known == "*" || (known.StartsWith("W/", StringComparison.Ordinal) ? known[2..] : known) == EntityTag(document));
}
