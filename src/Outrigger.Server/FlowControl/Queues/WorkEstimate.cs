namespace Outrigger.Server.FlowControl.Queues;

/// <summary>How much of the server a request takes.</summary>
/// <param name="Seats">Seats while it runs.</param>
/// <param name="FinalSeats">Seats after it, for what it brings about (watchers are told).</param>
/// <param name="Lingering">How long those are taken.</param>
internal readonly record struct WorkEstimate(int Seats, int FinalSeats = 0, TimeSpan Lingering = default)
{
    /// <summary>The seats that are taken for all of it.</summary>
    public int MostSeats => Math.Max(Seats, FinalSeats);
}
