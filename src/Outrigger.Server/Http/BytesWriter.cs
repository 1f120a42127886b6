using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Writes a body that is there as a whole; status code and headers must be set.</summary>
internal static class BytesWriter
{
    public static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var output = BodyOutputs.Open(http, body.Length);
        if (output is PlainBodyOutput)
        {
            http.Response.ContentLength = body.Length;
        }

        await output.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        await output.CompleteAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
