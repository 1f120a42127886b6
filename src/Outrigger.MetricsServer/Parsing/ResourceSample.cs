namespace Outrigger.MetricsServer.Parsing;

/// <summary>One line of a kubelet's answer, its names still in the buffer that it was read into.</summary>
internal readonly ref struct ResourceSample
{
    public required SampleKind Kind { get; init; }

    /// <summary>Empty for the node's own.</summary>
    public ReadOnlySpan<byte> Namespace { get; init; }

    public ReadOnlySpan<byte> Pod { get; init; }

    public ReadOnlySpan<byte> Container { get; init; }

    /// <summary>CPU and start time in nanoseconds, memory in bytes.</summary>
    public required ulong Value { get; init; }

    /// <summary>When it was measured, in milliseconds since 1970; 0 when the line does not say.</summary>
    public required long Timestamp { get; init; }
}
