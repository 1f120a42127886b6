using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Proxy;

/// <summary>Hands another server's answer to the client as it comes.</summary>
internal static class ResponseRelay
{
    private const int ReadSize = 16 * 1024;
    private const int FlushSize = 64 * 1024;

    /// <summary>Status and headers. What this server set already stays beside the other's.</summary>
    public static void CopyHead(ResponseHead head, HttpResponse response)
    {
        response.StatusCode = head.StatusCode;
        var connection = Values(head, "Connection");
        foreach (ref readonly var field in head.Fields)
        {
            if (!HeaderRules.IsReturned(field.Name, connection))
            {
                continue;
            }

            if (field.Is("Content-Type") || field.Is("Date") || field.Is("X-Content-Type-Options"))
            {
                response.Headers[field.Name] = field.Value;
            }
            else
            {
                response.Headers.Append(field.Name, field.Value);
            }
        }

        if (head.ContentLength >= 0 && head.StatusCode is not (204 or 304))
        {
            response.ContentLength = head.ContentLength;
        }
    }

    /// <summary>
    /// The body: written out whenever the other server pauses, so that a watch event waits for nothing. Reads no faster than
    /// the client takes it.
    /// </summary>
    public static async Task CopyBodyAsync(UpstreamResponse upstream, HttpResponse response, CancellationToken cancellationToken)
    {
        if (upstream.Framing == BodyFraming.None)
        {
            return;
        }

        var output = response.BodyWriter;
        var isStream = upstream.Framing != BodyFraming.Length;
        if (isStream && !upstream.HasMore)
        {
            // the client of a watch learns of its start before the first event
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        // a small answer needs no more than it has
        var size = isStream ? ReadSize : (int)Math.Min(ReadSize, upstream.Head.ContentLength);
        var begun = false;
        for (var unflushed = 0; ;)
        {
            if (isStream && !upstream.HasMore)
            {
                await upstream.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var count = await upstream.ReadAsync(output.GetMemory(size), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                if (begun && unflushed > 0)
                {
                    // Kestrel does not see it when it ends an answer of HTTP/1.1 of a known length
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                return;
            }

            output.Advance(count);
            unflushed += count;
            if (unflushed >= FlushSize || !upstream.HasMore)
            {
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                (begun, unflushed) = (!isStream, 0);
            }
        }
    }

    private static StringValues Values(ResponseHead head, string name)
    {
        StringValues values = default;
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Is(name))
            {
                values = StringValues.Concat(values, field.Value);
            }
        }

        return values;
    }
}
