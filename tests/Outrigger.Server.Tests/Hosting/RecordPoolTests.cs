using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public class RecordPoolTests
{
    [Fact]
    public void Rent_AfterAReturn_GivesTheSameWholeRecordAgain()
    {
        using var pool = new RecordPool();
        var first = pool.Rent(100);
        first.Memory.Length.ShouldBe(RecordPool.BlockSize);
        first.Dispose();

        pool.Rent().ShouldBeSameAs(first);
        Should.Throw<ArgumentOutOfRangeException>(() => pool.Rent(RecordPool.BlockSize + 1));
    }
}
