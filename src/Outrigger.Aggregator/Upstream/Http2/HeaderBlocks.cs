using Outrigger.Aggregator.Upstream.Hpack;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>Puts header blocks together out of HEADERS and CONTINUATION frames and decodes them.</summary>
internal sealed class HeaderBlocks(int maxListSize)
{
    private const int MaxFrames = 32;

    private readonly HpackDecoder decoder = new();
    private readonly List<byte> pieces = [];
    private int frames;

    /// <summary>The stream whose block is not whole yet; 0 for none. No other frame may come meanwhile.</summary>
    public int OpenStream { get; private set; }

    /// <summary>Whether the block of <see cref="OpenStream"/> ends that stream.</summary>
    public bool EndsStream { get; private set; }

    /// <summary>The last block.</summary>
    public HeaderList List { get; } = new(maxListSize);

    /// <summary>Begins a block.</summary>
    public void Begin(int streamId, bool endsStream) => (OpenStream, EndsStream, frames) = (streamId, endsStream, 0);

    /// <summary>Takes a piece; true when the block is whole and stands in <see cref="List"/>.</summary>
    public bool Add(ReadOnlySpan<byte> piece, bool isLast)
    {
        // coded, a list may be somewhat longer than it is; what is far longer is not read, and then nothing is any more
        if (++frames > MaxFrames || pieces.Count + piece.Length > 2 * maxListSize)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, $"the response headers exceed {maxListSize} bytes");
        }

        if (!isLast)
        {
            pieces.AddRange(piece);
            return false;
        }

        List.Clear();
        if (pieces.Count == 0)
        {
            decoder.Decode(piece, List);
        }
        else
        {
            pieces.AddRange(piece);
            decoder.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pieces), List);
            pieces.Clear();
            pieces.TrimExcess();
        }

        OpenStream = 0;
        return true;
    }
}
