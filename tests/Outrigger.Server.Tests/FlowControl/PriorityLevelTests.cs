using Outrigger.Server.FlowControl.Levels;
using Outrigger.Server.FlowControl.Specs;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class PriorityLevelTests
{
    // neither shares nor percents have an upper bound
    [Fact]
    public void Size_TheLargestNumbers_DoNotOverflow()
    {
        var level = new PriorityLevel(new LevelSpec("large", "") { Shares = int.MaxValue, BorrowingLimitPercent = int.MaxValue }, new FakeTimeProvider());

        level.Size(600, 2.0 * int.MaxValue);

        (level.Nominal, level.Most).ShouldBe((300, int.MaxValue));
    }
}
