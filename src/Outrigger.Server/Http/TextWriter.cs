using System.Text;
using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Answers with plain text.</summary>
internal static class TextWriter
{
    public static async Task WriteAsync(HttpContext http, int code, string text)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = MediaTypes.Text;
        await BytesWriter.WriteAsync(http, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
    }
}
