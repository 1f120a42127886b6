namespace Outrigger.Server.FlowControl.Queues;

/// <summary>How many seats the requests of a level wanted in a period.</summary>
/// <param name="Average">Over time.</param>
/// <param name="Deviation">From the average.</param>
/// <param name="Most">At any one moment.</param>
/// <param name="Seconds">The length of the period.</param>
internal readonly record struct Demand(double Average, double Deviation, double Most, double Seconds);
