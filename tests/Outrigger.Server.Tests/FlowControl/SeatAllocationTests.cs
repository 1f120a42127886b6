using Outrigger.Server.FlowControl.Levels;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class SeatAllocationTests
{
    [Fact]
    public void Divide_AnyClaims_GivesTheSameFractionWithinTheBounds()
    {
        var random = new Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var claims = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Claim(random)).ToList();
            var (least, most) = (claims.Sum(c => c.Least), claims.Sum(c => c.Most));
            var sum = Math.Round(least + ((most - least) * random.NextDouble()));
            if (sum < least || sum > most)
            {
                continue;
            }

            var (seats, fraction) = SeatAllocation.Divide(sum, claims).ShouldNotBeNull();

            seats.Sum().ShouldBe(sum, 1e-6);
            for (var i = 0; i < claims.Count; i++)
            {
                seats[i].ShouldBeInRange(claims[i].Least - 1e-9, claims[i].Most + 1e-9);
                seats[i].ShouldBe(Math.Clamp(fraction * Math.Max(claims[i].Target, 0.001), claims[i].Least, claims[i].Most), 1e-9);
            }
        }
    }

    [Fact]
    public void Divide_BoundsThatDoNotAllowIt_IsNull()
    {
        SeatAllocation.Divide(1, [new SeatClaim(2, 3, 2)]).ShouldBeNull();
        SeatAllocation.Divide(4, [new SeatClaim(2, 3, 2)]).ShouldBeNull();
    }

    [Fact]
    public void Divide_NoBoundMatters_GoesByTarget() =>
        SeatAllocation.Divide(30, [new SeatClaim(0, 100, 10), new SeatClaim(0, 100, 20)])!.Value.Seats.ShouldBe([10.0, 20.0], 1e-9);

    private static SeatClaim Claim(Random random)
    {
        var least = random.Next(0, 20);
        return new SeatClaim(least, least + random.Next(0, 50), least + (random.Next(3) == 0 ? 0 : random.NextDouble() * 80));
    }
}
