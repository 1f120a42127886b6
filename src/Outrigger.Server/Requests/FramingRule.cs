using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Requests;

/// <summary>
/// Refuses requests whose body two servers would find in different places. Kestrel believes Transfer-Encoding when there is a
/// Content-Length beside it, renames the latter and closes the connection; we do not serve such a request at all.
/// </summary>
internal static class FramingRule
{
    public static void Check(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length")))
        {
            throw ApiErrors.BadRequest("a request may have a Content-Length or a Transfer-Encoding, not both");
        }
    }
}
