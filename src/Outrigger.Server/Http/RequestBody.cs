using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>Reads the body of a request as a whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read; kube-apiserver's limit.</summary>
    public const int MaxSize = 3 * 1024 * 1024;

    /// <summary>The bytes; StatusException 413 when there are too many.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength is > MaxSize)
        {
            throw TooLarge();
        }

        if (!string.IsNullOrEmpty(http.Request.Headers.ContentEncoding))
        {
            throw ApiErrors.UnsupportedMediaType("compressed request bodies are not supported: send the body without Content-Encoding");
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Buffer.Length > MaxSize)
            {
                throw TooLarge();
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>413 with Kubernetes' text.</summary>
    public static StatusException TooLarge() => ApiErrors.TooLarge($"Request entity too large: limit is {MaxSize}");
}
