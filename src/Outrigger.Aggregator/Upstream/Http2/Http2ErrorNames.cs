namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>The codes as the standard spells them, for messages.</summary>
internal static class Http2ErrorNames
{
    private static readonly string[] Names =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
        "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    /// <summary>The name of a code.</summary>
    public static string Of(Http2Error code) => (uint)code < Names.Length
        ? Names[(int)code]
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unknown error code 0x{(uint)code:x}");
}
