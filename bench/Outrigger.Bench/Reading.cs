namespace Outrigger.Bench;

/// <summary>What one measurement found.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="Bytes">Of bodies.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Micros">Time of each request in microseconds, sorted.</param>
internal sealed record Reading(long Requests, long Bytes, double Seconds, IReadOnlyList<double> Micros)
{
    public double Rate => Requests / Seconds;

    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    public double At(double quantile) => Micros.Count == 0 ? 0 : Micros[(int)Math.Min(Micros.Count - 1, Micros.Count * quantile)] / 1000;
}
