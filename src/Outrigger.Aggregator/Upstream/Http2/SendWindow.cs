namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>How much may still be sent on one stream; belongs to <see cref="SendWindows"/>.</summary>
internal sealed class SendWindow
{
    /// <summary>Bytes; less than none after the other side made all windows smaller.</summary>
    public long Left { get; set; }

    /// <summary>Whether nothing is sent any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Set when a sender that waits should look again; null until one waits, which most streams never do.</summary>
    public Signal? Changed { get; set; }
}
