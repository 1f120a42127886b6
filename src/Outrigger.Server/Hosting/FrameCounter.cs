using System.Buffers;
using System.Buffers.Binary;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Reads the heads of HTTP/2 frames (RFC 9113, 4.1) out of what a client sends, counts the suspicious ones in each ten seconds, and keeps
/// back requests of strangers.
/// </summary>
internal sealed class FrameCounter(TimeProvider clock, UnseenRequests requests)
{
    /// <summary>More than this many in a period are a flood. Clients that keep their connections alive send one or two.</summary>
    public const int Most = 1000;

    private const int HeadLength = 9;
    private const int PrefaceLength = 24;
    private const int SmallBlock = 1024;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly byte[] head = new byte[HeadLength];
    private int headLength;
    private long skip = PrefaceLength;
    private long periodStart = clock.GetTimestamp();
    private int count;
    private int highestStream;
    private bool isHeld;

    /// <summary>Takes further bytes; false when there are too many suspicious frames.</summary>
    /// <param name="bytes">What was not passed on yet.</param>
    /// <param name="passed">How many of them may be passed on. Of a request that must wait it is the head of its first frame.</param>
    public bool Take(in ReadOnlySequence<byte> bytes, out long passed)
    {
        passed = 0;
        foreach (var segment in bytes)
        {
            var rest = segment.Span;
            while (!rest.IsEmpty)
            {
                if (isHeld && !requests.TryBegin())
                {
                    return true;
                }

                isHeld = false;
                int taken;
                if (skip > 0)
                {
                    taken = (int)Math.Min(skip, rest.Length);
                    skip -= taken;
                }
                else
                {
                    taken = Math.Min(HeadLength - headLength, rest.Length);
                    rest[..taken].CopyTo(head.AsSpan(headLength));
                    headLength += taken;
                    if (headLength == HeadLength && !Head())
                    {
                        return false;
                    }
                }

                rest = rest[taken..];
                passed += taken;
            }
        }

        return true;
    }

    /// <summary>A frame's head is there.</summary>
    private bool Head()
    {
        var length = (head[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1));
        var stream = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & 0x7FFF_FFFF;
        if (head[3] == (byte)FrameType.Headers && stream > highestStream)
        {
            // not the trailers of a request
            (highestStream, isHeld) = (stream, true);
        }

        (skip, headLength) = (length, 0);
        return !IsSuspicious(length) || Count();
    }

    private bool IsSuspicious(int length)
    {
        var flags = head[4];
        return (FrameType)head[3] switch
        {
            FrameType.Data => length == 0 && (flags & 1) == 0,
            FrameType.Continuation => length < SmallBlock && (flags & 4) == 0,

            // Kestrel cuts those whose windows overflow
            FrameType.Headers or FrameType.WindowUpdate => false,
            _ => true,
        };
    }

    private bool Count()
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(periodStart, now) >= Period)
        {
            (periodStart, count) = (now, 0);
        }

        return ++count <= Most;
    }

    private enum FrameType : byte
    {
        Data = 0,
        Headers = 1,
        WindowUpdate = 8,
        Continuation = 9,
    }
}
