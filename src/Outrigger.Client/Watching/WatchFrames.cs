using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;

namespace Outrigger.Client.Watching;

/// <summary>The frames of one watch answer: a JSON object a line.</summary>
internal static class WatchFrames
{
    public static async IAsyncEnumerable<WatchEvent> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16384));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    if (!line.IsEmpty)
                    {
                        yield return Parse(line);
                    }
                }

                // a frame that the end of the answer cut off was never sent whole: it comes again after the resume
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static WatchEvent Parse(ReadOnlySequence<byte> line)
    {
        var frame = line.IsSingleSegment ? ObjectReader.Read(line.FirstSpan) : ObjectReader.Read(line.ToArray());
        var type = JsonNodes.GetString(frame, "type");
        var payload = JsonNodes.Detach(frame, "object") as JsonObject
            ?? throw new HttpRequestException($"the watch sent a frame without an object (type {type})");
        return type switch
        {
            "ADDED" => new WatchEvent(WatchEventType.Added, payload),
            "MODIFIED" => new WatchEvent(WatchEventType.Modified, payload),
            "DELETED" => new WatchEvent(WatchEventType.Deleted, payload),
            "BOOKMARK" => new WatchEvent(WatchEventType.Bookmark, payload),
            "ERROR" => throw new StatusException(StatusReader.Read(payload, 500)),
            _ => throw new HttpRequestException($"the watch sent a frame of the unknown type {type}"),
        };
    }
}
