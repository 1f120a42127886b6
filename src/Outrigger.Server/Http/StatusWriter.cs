using System.Globalization;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>Answers with a <see cref="Status"/>; the one way in which requests are refused.</summary>
public static class StatusWriter
{
    /// <summary>
    /// Writes the status in the encoding that the client accepts. When the answer is under way already, the connection is cut,
    /// so that the client does not take half an answer for a whole one.
    /// </summary>
    public static Task WriteAsync(HttpContext http, Status status)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        ForgetBody(http.Response);
        if (status.Details is { RetryAfterSeconds: > 0 } details)
        {
            http.Response.Headers.RetryAfter = details.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return TreeWriter.WriteAsync(http, status.Code, StatusTree.From(status), OutputNegotiator.ForStatus(http.Request), new TreeEncoder(MetaSchemas.Library));
    }

    /// <summary>Takes back what was said about a body, so that another one may come instead.</summary>
    public static void ForgetBody(HttpResponse response)
    {
        response.ContentLength = null;
        var headers = response.Headers;
        headers.ContentEncoding = default;
        headers.ContentRange = default;
        headers.ETag = default;
        headers.LastModified = default;
        headers.Trailer = default;
    }

    /// <summary>404 as Kubernetes answers for paths that no API owns: plain text.</summary>
    public static Task WritePageNotFoundAsync(HttpContext http) =>
        TextWriter.WriteAsync(http, StatusCodes.Status404NotFound, "404 page not found\n");
}
