using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>The frame around each message: one byte that says whether it is compressed, four of length (grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class GrpcFrames
{
    private const int HeadLength = 5;

    /// <summary>A message in its frame.</summary>
    public static byte[] Write(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[HeadLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(HeadLength));
        return frame;
    }

    /// <summary>The next message; null at the end of the stream. Throws <see cref="GrpcException"/> for one that is longer than the limit.</summary>
    public static async ValueTask<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, int limit, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var head = new byte[HeadLength];
        var got = await stream.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (got == 0)
        {
            return null;
        }

        if (got < HeadLength || head[0] != 0)
        {
            throw new GrpcException(GrpcCode.Internal, got < HeadLength ? "the answer was cut off" : "the answer is compressed, which was not asked for");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1));
        if (length > limit)
        {
            throw new GrpcException(GrpcCode.ResourceExhausted, $"an answer of {length} bytes is longer than the limit of {limit}");
        }

        var body = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            await stream.ReadExactlyAsync(body.AsMemory(0, (int)length), cancellationToken).ConfigureAwait(false);
            return parser.ParseFrom(body.AsSpan(0, (int)length));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcCode.Internal, $"the answer is no such message: {e.Message}", cause: e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }
}
