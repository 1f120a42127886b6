using System.Text;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;

namespace Outrigger.Aggregator.Proxy;

/// <summary>The aggregator's own answers: plain text, whatever the client accepts.</summary>
internal static class ProxyErrors
{
    /// <summary>503 while an APIService is not available.</summary>
    public static Task UnavailableAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "service unavailable\n");

    /// <summary>503 when the other server did not answer.</summary>
    public static Task UnreachableAsync(HttpContext http, string why) =>
        WriteAsync(http, StatusCodes.Status503ServiceUnavailable, $"error trying to reach service: {why}\n");

    /// <summary>502 instead of a redirect: following one would carry credentials elsewhere (CVE-2022-3172).</summary>
    public static Task RedirectAsync(HttpContext http) =>
        WriteAsync(
            http, StatusCodes.Status502BadGateway, "the backend attempted to redirect this request, which is not permitted");

    /// <summary>Any other.</summary>
    public static async Task WriteAsync(HttpContext http, int code, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        StatusWriter.ForgetBody(http.Response);
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
