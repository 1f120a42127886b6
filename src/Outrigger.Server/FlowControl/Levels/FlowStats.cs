using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.FlowControl.Levels;

/// <summary>What became of the requests of one schema in one level: plain figures, changed under the lock of the level.</summary>
internal sealed class FlowStats(string level, string schema) : IFlowObserver
{
    private static readonly double[] Seconds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
    private static readonly double[] Lengths = [0, 10, 25, 50, 100, 250, 500, 1000];
    private static readonly string[] Reasons = ["queue-full", "concurrency-limit", "time-out"];

    private readonly string labels = $"flow_schema=\"{schema}\",priority_level=\"{level}\"";
    private readonly long[] refused = new long[Reasons.Length];
    private readonly FixedHistogram waitedAndRan = new(Seconds);
    private readonly FixedHistogram waitedInVain = new(Seconds);
    private readonly FixedHistogram ran = new(Seconds);
    private readonly FixedHistogram lengths = new(Lengths);
    private long dispatched;
    private long waiting;
    private long waitingSeats;
    private long running;
    private long runningSeats;

    public string Schema { get; } = schema;

    public void Queued(int seats, int length)
    {
        waiting++;
        waitingSeats += seats;
        lengths.Add(length);
    }

    public void Dequeued(int seats)
    {
        waiting--;
        waitingSeats -= seats;
    }

    public void Started(int seats, TimeSpan waited)
    {
        dispatched++;
        running++;
        runningSeats += seats;
        waitedAndRan.Add(waited.TotalSeconds);
    }

    public void Ended(int seats, TimeSpan took)
    {
        running--;
        runningSeats -= seats;
        ran.Add(took.TotalSeconds);
    }

    public void Refused(FlowRefusal reason, TimeSpan waited)
    {
        refused[(int)reason]++;
        waitedInVain.Add(waited.TotalSeconds);
    }

    public void WriteTo(MetricPage page)
    {
        for (var i = 0; i < refused.Length; i++)
        {
            if (refused[i] > 0)
            {
                page.Counter("apiserver_flowcontrol_rejected_requests_total", "Requests that were refused.", $"{labels},reason=\"{Reasons[i]}\"", refused[i]);
            }
        }

        page.Counter("apiserver_flowcontrol_dispatched_requests_total", "Requests that ran.", labels, dispatched);
        page.Gauge("apiserver_flowcontrol_current_inqueue_requests", "Requests that wait.", labels, waiting);
        page.Gauge("apiserver_flowcontrol_current_inqueue_seats", "Seats that waiting requests want.", labels, waitingSeats);
        page.Gauge("apiserver_flowcontrol_current_executing_requests", "Requests that run; of watches those that begin.", labels, running);
        page.Gauge("apiserver_flowcontrol_current_executing_seats", "Seats that running requests have.", labels, runningSeats);
        page.Histogram("apiserver_flowcontrol_request_wait_duration_seconds", "How long requests waited.", $"{labels},execute=\"true\"", waitedAndRan);
        page.Histogram("apiserver_flowcontrol_request_wait_duration_seconds", "How long requests waited.", $"{labels},execute=\"false\"", waitedInVain);
        page.Histogram("apiserver_flowcontrol_request_execution_seconds", "How long requests ran; of watches how long they took to begin.", labels, ran);
        page.Histogram("apiserver_flowcontrol_request_queue_length_after_enqueue", "The queue as requests met it, themselves included.", labels, lengths);
    }
}
