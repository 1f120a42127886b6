using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.FlowControl.Specs;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class FairQueuesTests
{
    private static readonly WorkEstimate One = new(1);
    private readonly FakeTimeProvider clock = new();
    private readonly FairQueues queues;
    private readonly Figures figures = new();

    public FairQueuesTests() => queues = new FairQueues(clock);

    [Fact]
    public void Start_SeatsFree_RunsAtOnce()
    {
        queues.Configure(new QueuingSpec(8, 2, 5), exempt: false, 3);
        for (var i = 0; i < 3; i++)
        {
            queues.Start(One, (ulong)i, figures)!.Decision.ShouldBeNull();
        }

        queues.Load.ShouldBe((0, 3, 0, 3));
        queues.Start(One, 1, figures)!.Decision!.IsCompleted.ShouldBeFalse();
        queues.Load.ShouldBe((1, 3, 1, 3));
    }

    [Fact]
    public void Finish_OneWaits_RunsIt()
    {
        queues.Configure(new QueuingSpec(1, 1, 5), exempt: false, 1);
        var first = queues.Start(One, 1, figures)!;
        var waiting = queues.Start(One, 1, figures)!;

        first.Dispose();
        first.Dispose();

        waiting.Decision!.IsCompletedSuccessfully.ShouldBeTrue();
        queues.Load.ShouldBe((0, 1, 0, 1));
        waiting.Dispose();
        queues.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void Start_QueueFull_IsRefused()
    {
        queues.Configure(new QueuingSpec(1, 1, 2), exempt: false, 1);
        for (var i = 0; i < 3; i++)
        {
            queues.Start(One, 1, figures).ShouldNotBeNull();
        }

        queues.Start(One, 1, figures).ShouldBeNull();
        figures.Refusals.ShouldBe([FlowRefusal.QueueFull]);
    }

    [Fact]
    public void Start_NoQueues_IsRefusedBeyondTheLimit()
    {
        queues.Configure(null, exempt: false, 2);
        queues.Start(One, 0, figures).ShouldNotBeNull();
        queues.Start(One, 0, figures).ShouldNotBeNull();

        queues.Start(One, 0, figures).ShouldBeNull();
        figures.Refusals.ShouldBe([FlowRefusal.ConcurrencyLimit]);
    }

    [Fact]
    public void Start_Exempt_AlwaysRuns()
    {
        queues.Configure(null, exempt: true, 0);
        for (var i = 0; i < 1000; i++)
        {
            queues.Start(One, 0, figures)!.Decision.ShouldBeNull();
        }
    }

    [Fact]
    public void GiveUp_WhileItWaits_RefusesItAndFreesItsPlace()
    {
        queues.Configure(new QueuingSpec(1, 1, 1), exempt: false, 1);
        var running = queues.Start(One, 1, figures)!;
        var waiting = queues.Start(One, 1, figures)!;

        queues.GiveUp(waiting);
        queues.GiveUp(waiting);
        queues.GiveUp(running);

        Decided(waiting).ShouldBe(false);
        figures.Refusals.ShouldBe([FlowRefusal.TimeOut]);
        queues.Start(One, 1, figures)!.Decision!.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Dispatch_WideRequest_IsNotOvertakenForEver()
    {
        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 4);
        var narrow = Enumerable.Range(0, 4).Select(_ => queues.Start(One, 1, figures)!).ToList();
        var wide = queues.Start(new WorkEstimate(3), 1, figures)!;
        var late = queues.Start(One, 1, figures)!;

        narrow[0].Dispose();
        narrow[1].Dispose();
        (Decided(wide), Decided(late)).ShouldBe((null, null), "two seats are kept for the wide one");
        narrow[2].Dispose();

        (Decided(wide), Decided(late)).ShouldBe((true, null));
        queues.Load.SeatsInUse.ShouldBe(4);
    }

    [Fact]
    public void Dispatch_WiderThanTheLimit_RunsAlone()
    {
        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 2);
        var first = queues.Start(One, 1, figures)!;
        var huge = queues.Start(new WorkEstimate(10), 1, figures)!;
        Decided(huge).ShouldBeNull();

        first.Dispose();

        Decided(huge).ShouldBe(true);
        Decided(queues.Start(One, 1, figures)!).ShouldBeNull();
    }

    [Fact]
    public void Finish_WithFinalSeats_KeepsThemForAWhile()
    {
        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 4);
        var write = queues.Start(new WorkEstimate(1, 4, TimeSpan.FromMilliseconds(50)), 1, figures)!;
        write.Dispose();
        var next = queues.Start(One, 1, figures)!;

        Decided(next).ShouldBeNull();
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Decided(next).ShouldBe(true);
    }

    [Fact]
    public void Configure_MoreSeats_LetsThoseRunThatWait()
    {
        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 1);
        _ = queues.Start(One, 1, figures);
        var waiting = Enumerable.Range(0, 3).Select(_ => queues.Start(One, 1, figures)!).ToList();

        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 3);

        waiting.Select(Decided).ShouldBe([true, true, null]);
    }

    [Fact]
    public void Configure_FewerQueues_FinishesWhatTheOldOnesHold()
    {
        queues.Configure(new QueuingSpec(16, 1, 50), exempt: false, 1);
        var all = Enumerable.Range(0, 40).Select(i => queues.Start(One, (ulong)i, figures)!).ToList();

        queues.Configure(new QueuingSpec(1, 1, 50), exempt: false, 1);
        for (var running = all.Find(IsRunning); running is not null; running = all.Find(IsRunning))
        {
            all.Remove(running);
            running.Dispose();
        }

        all.ShouldBeEmpty();
        queues.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void Dispatch_GreedyFlow_LeavesTheOthersTheirPart()
    {
        // one flow has always 100 waiting, two others three each, and each has a queue: all get a third of the seats
        var served = Simulate([100, 3, 3], [10, 10, 10], seats: 3, TimeSpan.FromSeconds(10));

        served.Min().ShouldBeGreaterThan(850);
        served.Max().ShouldBeLessThan(1000);
    }

    [Fact]
    public void Dispatch_FlowOfSlowRequests_GetsFewerOfThem()
    {
        // the same time on the seats, not the same number of requests
        var served = Simulate([20, 20], [100, 10], seats: 2, TimeSpan.FromSeconds(20));

        ((double)served[1] / served[0]).ShouldBeInRange(8, 12);
    }

    [Fact]
    public void AnyOrderOfEvents_KeepsTheLimitAndEndsIdle()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var set = new FairQueues(clock);
            var limit = random.Next(1, 6);
            set.Configure(new QueuingSpec(random.Next(3, 20), random.Next(1, 4), random.Next(1, 8)), exempt: false, limit);
            var open = new List<FlowTicket>();
            for (var step = 0; step < 300; step++)
            {
                Step(random, set, open);
                var load = set.Load;
                (load.SeatsInUse <= limit || load.Executing == 1).ShouldBeTrue($"seed {seed}, step {step}: {load}");
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 5)));
            }

            while (open.Count > 0)
            {
                var running = open.Find(IsRunning).ShouldNotBeNull($"seed {seed}: {open.Count} wait and none runs");
                open.Remove(running);
                running.Dispose();
            }

            set.IsIdle.ShouldBeTrue($"seed {seed}");
        }
    }

    private static bool IsRunning(FlowTicket ticket) => Decided(ticket) ?? false;

    private void Step(Random random, FairQueues set, List<FlowTicket> open)
    {
        switch (random.Next(4))
        {
            case 0 or 1:
                if (set.Start(new WorkEstimate(random.Next(1, 8)), (ulong)random.Next(5), figures) is { } ticket)
                {
                    open.Add(ticket);
                }

                break;
            case 2 when open.Find(IsRunning) is { } running:
                open.Remove(running);
                running.Dispose();
                break;
            case 3 when open.Find(t => Decided(t) is null) is { } waiting:
                open.Remove(waiting);
                set.GiveUp(waiting);
                break;
        }
    }

    /// <summary>Keeps so many requests of each flow there, each taking its milliseconds; how many of each were done.</summary>
    private int[] Simulate(int[] pending, int[] milliseconds, int seats, TimeSpan time)
    {
        queues.Configure(new QueuingSpec(64, 1, 1000), exempt: false, seats);
        var flows = pending.Select(_ => new List<(FlowTicket Ticket, DateTimeOffset? Ends)>()).ToList();
        var served = new int[pending.Length];
        var end = clock.GetUtcNow() + time;
        while (clock.GetUtcNow() < end)
        {
            for (var flow = 0; flow < flows.Count; flow++)
            {
                while (flows[flow].Count < pending[flow])
                {
                    flows[flow].Add((queues.Start(One, (ulong)flow, figures)!, null));
                }

                for (var i = flows[flow].Count - 1; i >= 0; i--)
                {
                    var (ticket, ends) = flows[flow][i];
                    if (ends is null && IsRunning(ticket))
                    {
                        flows[flow][i] = (ticket, clock.GetUtcNow() + TimeSpan.FromMilliseconds(milliseconds[flow]));
                    }
                    else if (ends <= clock.GetUtcNow())
                    {
                        flows[flow].RemoveAt(i);
                        served[flow]++;
                        ticket.Dispose();
                    }
                }
            }

            queues.Load.SeatsInUse.ShouldBeLessThanOrEqualTo(seats);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        return served;
    }

    private static bool? Decided(FlowTicket ticket) => ticket.Decision is null ? true
        : ticket.Decision.IsCompletedSuccessfully ? ticket.Decision.GetAwaiter().GetResult()
        : null;

    private sealed class Figures : IFlowObserver
    {
        public List<FlowRefusal> Refusals { get; } = [];

        public void Queued(int seats, int length)
        {
        }

        public void Dequeued(int seats)
        {
        }

        public void Started(int seats, TimeSpan waited)
        {
        }

        public void Ended(int seats, TimeSpan took)
        {
        }

        public void Refused(FlowRefusal reason, TimeSpan waited) => Refusals.Add(reason);
    }
}
