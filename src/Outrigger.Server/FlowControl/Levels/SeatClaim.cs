namespace Outrigger.Server.FlowControl.Levels;

/// <summary>What one level may get and wants to get of seats that are divided.</summary>
/// <param name="Least">It gets at least so many.</param>
/// <param name="Most">It gets at most so many.</param>
/// <param name="Target">What it would use; not below <paramref name="Least"/>.</param>
internal readonly record struct SeatClaim(double Least, double Most, double Target);
