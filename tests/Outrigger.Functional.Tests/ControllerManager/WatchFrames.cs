using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Protobuf;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>
/// Reads the frames of a protobuf watch: four bytes of length, then a WatchEvent (1: type, 2: a RawExtension, whose 1 is the object in its
/// envelope).
/// </summary>
internal static class WatchFrames
{
    /// <summary>The next event.</summary>
    public static async Task<(string Type, string Kind, JsonObject Object)> ReadAsync(Stream stream)
    {
        var head = new byte[4];
        await stream.ReadExactlyAsync(head, CancellationToken.None);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
        await stream.ReadExactlyAsync(frame, CancellationToken.None);
        var type = Encoding.UTF8.GetString(Field(frame, 1));
        var (kind, obj) = ProtobufReader.Read(Field(Field(frame, 2), 1), ManagerClient.Schemas);
        return (type, kind.Kind, obj);
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int number)
    {
        while (message.Length > 0)
        {
            var tag = message[0];
            (tag & 7).ShouldBe(2, "a WatchEvent has nothing but fields with a length");
            var length = Varint(message[1..], out var taken);
            var value = message.Slice(1 + taken, length);
            if (tag >> 3 == number)
            {
                return value;
            }

            message = message[(1 + taken + length)..];
        }

        return [];
    }

    private static int Varint(ReadOnlySpan<byte> from, out int taken)
    {
        var value = 0;
        taken = 0;
        do
        {
            value |= (from[taken] & 0x7f) << (7 * taken);
        }
        while (from[taken++] >= 0x80);

        return value;
    }
}
