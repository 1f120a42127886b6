using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Opens the body of an answer.</summary>
internal static class BodyOutputs
{
    /// <summary>Bodies larger than this are compressed when the client accepts gzip.</summary>
    public const int GzipThreshold = 128 * 1024;

    /// <summary>
    /// Opens the body of about <paramref name="length"/> bytes, compressed when that is much and the client accepts gzip.
    /// Status code and other headers must be set.
    /// </summary>
    public static BodyOutput Open(HttpContext http, long length)
    {
        if (length > GzipThreshold && AcceptsGzip(http.Request))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            http.Response.Headers.Append("Vary", "Accept-Encoding");
            return new GzipBodyOutput(http.Response.Body);
        }

        return new PlainBodyOutput(http.Response, length);
    }

    /// <summary>Whether the client takes gzip. Kubernetes looks for the bare word: "gzip;q=0.5" is not it.</summary>
    public static bool AcceptsGzip(HttpRequest request)
    {
        foreach (var line in request.Headers.AcceptEncoding)
        {
            foreach (var token in (line ?? "").Split(','))
            {
                if (token.AsSpan().Trim().SequenceEqual("gzip"))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
