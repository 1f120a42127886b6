namespace Outrigger.Bench;

/// <summary>What one measurement found.</summary>
/// <param name="Requests">Answered, or events delivered.</param>
/// <param name="Bytes">Of bodies.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Micros">Time of each request, or delay of each event, in microseconds, sorted.</param>
internal sealed record Reading(long Requests, long Bytes, double Seconds, IReadOnlyList<double> Micros)
{
    /// <summary>Processor time of this program.</summary>
    public double ClientMicros { get; init; }

    /// <summary>Processor time of the server; 0 when its process is not known.</summary>
    public double ServerMicros { get; init; }

    /// <summary>What should have come, when that is known.</summary>
    public long Expected { get; init; }

    public double Rate => Requests / Seconds;

    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    public double At(double quantile) => Micros.Count == 0 ? 0 : Micros[(int)Math.Min(Micros.Count - 1, Micros.Count * quantile)] / 1000;
}
