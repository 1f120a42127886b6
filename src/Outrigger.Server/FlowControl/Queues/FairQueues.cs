using Outrigger.Server.FlowControl.Specs;

namespace Outrigger.Server.FlowControl.Queues;

/// <summary>
/// Fair queuing for server requests (KEP-1040, k8s.io/apiserver queueset). A progress meter R counts the seat-seconds that each queue with
/// requests would have got, had all been served at once; the request whose work would be done first by that measure runs next. As the time
/// that a request takes is not known before, a guess is charged when it starts and corrected when it is done.
/// When nothing waits and a seat is free, a request takes it without a look at any other queue.
/// </summary>
internal sealed class FairQueues
{
    /// <summary>The guess.</summary>
    public const double GuessSeconds = 0.003;

    private const int LongestHand = 16;
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly List<FairQueue> queues = [];
    private readonly DemandMeter demand;
    private QueuingSpec queuing;
    private bool isExempt;
    private int limit;
    private double progress;
    private long progressAt;
    private int active;
    private int robin;
    private int enqueued;
    private int waiting;
    private int executing;
    private int seatsInUse;
    private int seatsWaiting;

    public FairQueues(TimeProvider clock)
    {
        this.clock = clock;
        progressAt = clock.GetTimestamp();
        demand = new DemandMeter(clock);
    }

    /// <summary>Whether nothing waits or runs.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return waiting + executing + seatsInUse == 0;
            }
        }
    }

    /// <summary>Requests and seats, waiting and running.</summary>
    public (int Waiting, int Executing, int SeatsWaiting, int SeatsInUse) Load
    {
        get
        {
            lock (gate)
            {
                return (waiting, executing, seatsWaiting, seatsInUse);
            }
        }
    }

    /// <summary>Sets how requests wait (null: not at all) and how many seats there are; those that wait may run by it.</summary>
    public void Configure(QueuingSpec? spec, bool exempt, int seats)
    {
        lock (gate)
        {
            Advance();
            queuing = spec ?? default;
            isExempt = exempt;
            limit = seats;
            while (queues.Count < queuing.Queues)
            {
                queues.Add(new FairQueue());
            }

            Shrink();
            DispatchAll();
        }
    }

    /// <summary>The demand since the last reading.</summary>
    public Demand ReadDemand()
    {
        lock (gate)
        {
            return demand.Read(clock.GetTimestamp());
        }
    }

    /// <summary>
    /// A request comes: it runs, or waits for its ticket's decision, or is refused (null). The hash tells flows apart.
    /// </summary>
    public FlowTicket? Start(WorkEstimate work, ulong hash, IFlowObserver observer)
    {
        lock (gate)
        {
            var now = Advance();
            var estimate = (work.Seats * GuessSeconds) + (work.FinalSeats * work.Lingering.TotalSeconds);
            if (queuing.Queues == 0)
            {
                if (!HasRoom(work.MostSeats))
                {
                    observer.Refused(FlowRefusal.ConcurrencyLimit, TimeSpan.Zero);
                    return null;
                }

                var ticket = new FlowTicket(this, observer, work, estimate) { Arrival = progress, Started = now };
                Run(ticket, now);
                return ticket;
            }

            var queue = Choose(hash);
            if (waiting == 0 && HasRoom(work.MostSeats))
            {
                return RunAtOnce(new FlowTicket(this, observer, work, estimate) { Arrival = progress, Started = now, Queue = queue }, queue, now);
            }

            if (seatsInUse >= limit && queue.Waiting.Count >= queuing.LengthLimit)
            {
                observer.Refused(FlowRefusal.QueueFull, TimeSpan.Zero);
                return null;
            }

            var queued = new FlowTicket(this, observer, work, estimate) { Arrival = progress, Started = now, Queue = queue };
            Enqueue(queued, queue, now);
            DispatchAll();
            return queued;
        }
    }

    /// <summary>A request has waited for too long, or its client is gone; nothing happens when it runs already.</summary>
    public void GiveUp(FlowTicket ticket)
    {
        lock (gate)
        {
            if (ticket.Place is null)
            {
                return;
            }

            var now = Advance();
            var queue = ticket.Queue!;
            Remove(ticket, queue, now);
            queue.BoundNextDispatch();
            Leave(queue);
            ticket.Observer.Refused(FlowRefusal.TimeOut, clock.GetElapsedTime(ticket.Started, now));
            ticket.Decide(run: false);
            DispatchAll();
        }
    }

    /// <summary>A request that ran is done.</summary>
    public void Finish(FlowTicket ticket)
    {
        lock (gate)
        {
            var now = Advance();
            var took = clock.GetElapsedTime(ticket.Started, now);
            executing--;
            ticket.Observer.Ended(ticket.Work.MostSeats, took);
            if (ticket.Queue is { } queue)
            {
                queue.Executing--;
                queue.NextDispatch -= ticket.Work.Seats * (GuessSeconds - took.TotalSeconds);
                queue.BoundNextDispatch();
                Leave(queue);
            }

            if (ticket.Work.Lingering > TimeSpan.Zero)
            {
                Linger(ticket);
            }
            else
            {
                Release(ticket, now);
            }

            DispatchAll();
        }
    }

    private FlowTicket RunAtOnce(FlowTicket ticket, FairQueue queue, long now)
    {
        if (!queue.IsActive)
        {
            active++;
            queue.NextDispatch = progress;
        }

        queue.NextDispatch = Math.Max(queue.NextDispatch, ticket.Arrival) + ticket.Estimate;
        queue.Executing++;
        queue.SeatsInUse += ticket.Work.MostSeats;
        Run(ticket, now);
        return ticket;
    }

    private void Run(FlowTicket ticket, long now)
    {
        executing++;
        seatsInUse += ticket.Work.MostSeats;
        ticket.Observer.Started(ticket.Work.MostSeats, clock.GetElapsedTime(ticket.Started, now));
        ticket.Started = now;
        demand.Set(seatsInUse + seatsWaiting, now);
    }

    private void Enqueue(FlowTicket ticket, FairQueue queue, long now)
    {
        if (!queue.IsActive)
        {
            active++;
            queue.NextDispatch = progress;
        }

        ticket.Wait();
        ticket.Place = queue.Waiting.AddLast(ticket);
        queue.WaitingWork += ticket.Estimate;
        queue.BoundNextDispatch();
        waiting++;
        seatsWaiting += ticket.Work.MostSeats;
        ticket.Observer.Queued(ticket.Work.MostSeats, queue.Waiting.Count);
        demand.Set(seatsInUse + seatsWaiting, now);
    }

    private void Remove(FlowTicket ticket, FairQueue queue, long now)
    {
        queue.Waiting.Remove(ticket.Place!);
        ticket.Place = null;
        queue.WaitingWork = queue.Waiting.Count == 0 ? 0 : queue.WaitingWork - ticket.Estimate;
        waiting--;
        seatsWaiting -= ticket.Work.MostSeats;
        ticket.Observer.Dequeued(ticket.Work.MostSeats);
        demand.Set(seatsInUse + seatsWaiting, now);
    }

    private void DispatchAll()
    {
        while (waiting > 0 && seatsInUse < limit && Next() is { } ticket)
        {
            var (queue, now) = (ticket.Queue!, clock.GetTimestamp());
            Remove(ticket, queue, now);
            queue.NextDispatch += ticket.Estimate;
            queue.Executing++;
            queue.SeatsInUse += ticket.Work.MostSeats;
            Run(ticket, now);
            queue.BoundNextDispatch();
            ticket.Decide(run: true);
        }
    }

    /// <summary>The oldest request of the queue whose oldest would be done first; null when there is no room for it yet.</summary>
    private FlowTicket? Next()
    {
        var (best, first, at) = ((FlowTicket?)null, double.MaxValue, robin);
        for (var i = 1; i <= queues.Count; i++)
        {
            var index = (robin + i) % queues.Count;
            if (queues[index].Waiting.First is { Value: var oldest } && queues[index].NextDispatch + oldest.Estimate < first)
            {
                (best, first, at) = (oldest, queues[index].NextDispatch + oldest.Estimate, index);
            }
        }

        if (best is null || !HasRoom(best.Work.MostSeats))
        {
            // a wide request is not overtaken by narrow ones for ever: seats are kept until there are enough
            return null;
        }

        robin = at;
        return best;
    }

    private bool HasRoom(int seats) =>
        isExempt || (seatsInUse < limit && (seatsInUse + seats <= limit || (seats > limit && executing == 0)));

    /// <summary>The queue of the hand with the least work waiting.</summary>
    private FairQueue Choose(ulong hash)
    {
        Span<int> hand = stackalloc int[Math.Min(queuing.HandSize, LongestHand)];
        ShuffleDealer.Deal(hash, queuing.Queues, hand);

        // each time another one first, so that flows whose hands overlap do not all prefer the same queue
        var offset = (int)((uint)enqueued++ % (uint)hand.Length);
        var best = queues[hand[offset]];
        for (var i = 1; i < hand.Length && waiting > 0; i++)
        {
            var other = queues[hand[(offset + i) % hand.Length]];
            best = other.WaitingWork < best.WaitingWork ? other : best;
        }

        return best;
    }

    private void Linger(FlowTicket ticket)
    {
        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                lock (gate)
                {
                    Release(ticket, Advance());
                    DispatchAll();
                    timer?.Dispose();
                }
            },
            null,
            ticket.Work.Lingering,
            Timeout.InfiniteTimeSpan);
    }

    private void Release(FlowTicket ticket, long now)
    {
        seatsInUse -= ticket.Work.MostSeats;
        if (ticket.Queue is { } queue)
        {
            queue.SeatsInUse -= ticket.Work.MostSeats;
        }

        demand.Set(seatsInUse + seatsWaiting, now);
        Shrink();
    }

    private void Leave(FairQueue queue)
    {
        if (!queue.IsActive)
        {
            active--;
        }
    }

    private void Shrink()
    {
        while (queues.Count > queuing.Queues && queues[^1] is { IsActive: false, SeatsInUse: 0 })
        {
            queues.RemoveAt(queues.Count - 1);
            robin = 0;
        }
    }

    /// <summary>Moves the progress meter to now: every queue with requests got its part of the seats that were wanted.</summary>
    private long Advance()
    {
        var now = clock.GetTimestamp();
        if (active > 0)
        {
            progress += (double)Math.Min(seatsInUse + seatsWaiting, limit) / active * clock.GetElapsedTime(progressAt, now).TotalSeconds;
        }
        else
        {
            // nobody remembers a reading of it
            progress = 0;
        }

        progressAt = now;
        return now;
    }
}
