using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Answers with an object that is there as a tree, in any encoding.</summary>
internal static class TreeWriter
{
    public static async Task WriteAsync(HttpContext http, int code, JsonObject tree, OutputFormat format, TreeEncoder encoder)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        encoder.Write(tree, format, body);
        http.Response.StatusCode = code;
        http.Response.ContentType = format.ContentType;
        await BytesWriter.WriteAsync(http, body.WrittenMemory).ConfigureAwait(false);
    }
}
