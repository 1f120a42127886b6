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
        var (least, most) = (0.0, 0.0);
        var bends = new List<double>(2 * claims.Count);
        foreach (var claim in claims)
        {
            least += claim.Least;
            most += claim.Most;
            bends.Add(claim.Least / Target(claim));
            bends.Add(claim.Most / Target(claim));
        }

        if (sum < least - 1e-7 || sum > most + 1e-7)
        {
            return null;
        }

        // the sum grows with the fraction, and bends only where a claim meets one of its bounds: walk these bends upwards
        bends.Sort();
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

    private static double[] Seats(IReadOnlyList<SeatClaim> claims, double fraction)
    {
        var seats = new double[claims.Count];
        for (var i = 0; i < seats.Length; i++)
        {
            seats[i] = Clamp(claims[i], fraction);
        }

        return seats;
    }

    private static double Sum(IReadOnlyList<SeatClaim> claims, double fraction)
    {
        var sum = 0.0;
        foreach (var claim in claims)
        {
            sum += Clamp(claim, fraction);
        }

        return sum;
    }

    private static double Clamp(SeatClaim claim, double fraction) => Math.Clamp(fraction * Target(claim), claim.Least, claim.Most);

    private static double Target(SeatClaim claim) => Math.Max(claim.Target, LeastTarget);
}
