using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Requests;

/// <summary>
/// Refuses requests whose body two servers would find in different places. Kestrel believes Transfer-Encoding when there is a
/// Content-Length beside it, renames the latter and closes the connection, and takes chunked after other codings for chunked alone; we do
/// not serve such requests at all.
/// </summary>
internal static class FramingRule
{
    public static void Check(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0)
        {
            return;
        }

        if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"))
        {
            http.Response.Headers.Connection = "close";
            throw ApiErrors.BadRequest("a request may have a Content-Length or a Transfer-Encoding, not both");
        }

        if (!string.Equals(headers.TransferEncoding.ToString(), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.Connection = "close";
            throw ApiErrors.BadRequest("the only Transfer-Encoding of a request is chunked");
        }
    }
}
