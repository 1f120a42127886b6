namespace Outrigger.Bench;

/// <summary>What one measurement found.</summary>
/// <param name="Micros">Time of each request, or delay of each event, in microseconds.</param>
/// <param name="Bytes">Of bodies.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record Reading(IReadOnlyList<double> Micros, long Bytes, double Seconds)
{
    private IReadOnlyList<double>? sorted;

    /// <summary>Requests answered, or events delivered.</summary>
    public long Requests => Micros.Count;

    /// <summary>Processor time of this program.</summary>
    public double ClientMicros { get; init; }

    /// <summary>Processor time of the server; 0 when its process is not known.</summary>
    public double ServerMicros { get; init; }

    /// <summary>What should have come, when that is known.</summary>
    public long Expected { get; init; }

    public double Rate => Requests / Seconds;

    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    /// <summary>Several of the same work as one.</summary>
    public static Reading Sum(IReadOnlyList<Reading> parts) => new([.. parts.SelectMany(p => p.Micros)], parts.Sum(p => p.Bytes), parts.Sum(p => p.Seconds))
    {
        ClientMicros = parts.Sum(p => p.ClientMicros),
        ServerMicros = parts.Sum(p => p.ServerMicros),
        Expected = parts.Sum(p => p.Expected),
    };

    /// <summary>A quantile in milliseconds.</summary>
    public double At(double quantile)
    {
        sorted ??= [.. Micros.Order()];
        return sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * quantile)] / 1000;
    }
}
