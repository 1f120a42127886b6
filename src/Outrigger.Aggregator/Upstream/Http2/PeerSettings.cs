using System.Buffers.Binary;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>What the other side said of itself in SETTINGS (RFC 9113, 6.5.2).</summary>
internal sealed class PeerSettings
{
    private const int EntrySize = 6;

    /// <summary>How many streams may be open at once.</summary>
    public uint MaxStreams { get; private set; } = uint.MaxValue;

    /// <summary>The largest list of header fields.</summary>
    public uint MaxHeaderList { get; private set; } = uint.MaxValue;

    /// <summary>Whether the next header block must say that no header table is used: the other side made it smaller.</summary>
    public bool OwesTableSize { get; set; }

    /// <summary>Takes a SETTINGS frame over.</summary>
    public void Apply(ReadOnlySpan<byte> payload, SendWindows windows)
    {
        if (payload.Length % EntrySize != 0)
        {
            throw new Http2Exception(Http2Error.FrameSize, "a SETTINGS frame of a wrong size");
        }

        for (; !payload.IsEmpty; payload = payload[EntrySize..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch ((SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case SettingId.HeaderTableSize:
                    OwesTableSize |= value < Hpack.DynamicTable.MaxSize;
                    break;
                case SettingId.EnablePush when value != 0:
                    throw new Http2Exception(Http2Error.Protocol, "a server that wants to be pushed to");
                case SettingId.MaxConcurrentStreams:
                    MaxStreams = value;
                    break;
                case SettingId.InitialWindowSize:
                    windows.ChangeInitial(value);
                    break;
                case SettingId.MaxFrameSize when value is < FrameHead.MaxPayload or > 0xff_ffff:
                    throw new Http2Exception(Http2Error.Protocol, "a frame size that is not allowed");
                case SettingId.MaxHeaderListSize:
                    MaxHeaderList = value;
                    break;
                default:
                    break;
            }
        }
    }
}
