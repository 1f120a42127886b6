namespace Outrigger.Server.FlowControl.Levels;

/// <summary>Divides seats so that each level gets the same fraction of its target, within its bounds (KEP-1040, max-min fairness).</summary>
internal static class SeatAllocation
{
    private const double LeastTarget = 0.001;

    /// <summary>
    /// The seats of each claim, which add up to <paramref name="sum"/>, and the fraction. Null when the bounds do not allow that sum.
    /// </summary>
    public static (double[] Seats, double Fraction)? Divide(double sum, IReadOnlyList<SeatClaim> claims)
    {
        var (least, most) = (claims.Sum(c => c.Least), claims.Sum(c => c.Most));
        if (sum < least - 1e-7 || sum > most + 1e-7)
        {
            return null;
        }

        // the sum grows with the fraction, and bends only where a claim meets one of its bounds: walk these bends upwards
        var bends = claims.SelectMany(c => (double[])[c.Least / Target(c), c.Most / Target(c)]).Distinct().Order().ToList();
        for (var i = 0; i < bends.Count; i++)
        {
            if (Sum(claims, bends[i]) < sum - 1e-9)
            {
                continue;
            }

            if (i == 0)
            {
                return (Seats(claims, bends[0]), bends[0]);
            }

            var (low, high) = (Sum(claims, bends[i - 1]), Sum(claims, bends[i]));
            var fraction = high > low ? bends[i - 1] + ((bends[i] - bends[i - 1]) * (sum - low) / (high - low)) : bends[i - 1];
            return (Seats(claims, fraction), fraction);
        }

        return (Seats(claims, bends.Count > 0 ? bends[^1] : 0), bends.Count > 0 ? bends[^1] : 0);
    }

    private static double[] Seats(IReadOnlyList<SeatClaim> claims, double fraction) => [.. claims.Select(c => Clamp(c, fraction))];

    private static double Sum(IReadOnlyList<SeatClaim> claims, double fraction) => claims.Sum(c => Clamp(c, fraction));

    private static double Clamp(SeatClaim claim, double fraction) => Math.Clamp(fraction * Target(claim), claim.Least, claim.Most);

    private static double Target(SeatClaim claim) => Math.Max(claim.Target, LeastTarget);
}
