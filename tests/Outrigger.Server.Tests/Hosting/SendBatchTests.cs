using System.IO.Pipelines;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public sealed class SendBatchTests
{
    private const int Sends = 20_000;

    [Fact]
    public async Task Schedule_ByManyThreads_RunsEachOnceAndOneAtATime()
    {
        var batch = new SendBatch();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = new int[Sends];
        var running = 0;
        var left = Sends;
        var overlaps = 0;

        Parallel.For(0, Sends, number => batch.Schedule(Send, number));
        await done.Task.WaitAsync(TestServer.Token);

        ran.ShouldAllBe(times => times == 1);
        overlaps.ShouldBe(0);

        void Send(object? number)
        {
            overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
            ran[(int)number!]++;
            Interlocked.Decrement(ref running);
            if (--left == 0)
            {
                done.SetResult();
            }
        }
    }

    [Fact]
    public void Next_ForManyConnections_SharesOneForEachProcessor()
    {
        var batches = new SendBatches();

        Enumerable.Range(0, 10 * Environment.ProcessorCount).Select(_ => batches.Next()).Distinct().Count().ShouldBe(Environment.ProcessorCount);
    }
}
