using System.Collections.Concurrent;
using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.FlowControl.Levels;

/// <summary>A priority level as it lives: its queues and seats, whatever its configuration becomes.</summary>
internal sealed class PriorityLevel
{
    private const double MostSeatsPart = 0.15;
    private readonly ConcurrentDictionary<string, FlowStats> stats = new(StringComparer.Ordinal);

    public PriorityLevel(LevelSpec spec, TimeProvider clock)
    {
        Spec = spec;
        Queues = new FairQueues(clock);
        Dropped = new DroppedRequests(clock);
    }

    public LevelSpec Spec { get; set; }

    public FairQueues Queues { get; }

    public DroppedRequests Dropped { get; }

    public SeatDemand Demand { get; } = new();

    /// <summary>Whether its configuration is gone; it lives on until its last request is done.</summary>
    public bool IsGone { get; set; }

    /// <summary>Its part of the server's seats.</summary>
    public int Nominal { get; private set; }

    /// <summary>What it always has: the rest may be lent.</summary>
    public int Least { get; private set; }

    /// <summary>What it may have with what it borrows.</summary>
    public int Most { get; private set; }

    /// <summary>What it has now.</summary>
    public int Current { get; private set; }

    /// <summary>No request takes more seats than this: one alone must not hold up a level.</summary>
    public int MostSeatsOfOne { get; private set; } = 1;

    /// <summary>The figures of a schema's requests.</summary>
    public FlowStats StatsOf(string schema) => stats.GetOrAdd(schema, static (name, level) => new FlowStats(level, name), Spec.Name);

    /// <summary>Forgets the figures of schemas that are gone.</summary>
    public void Keep(IReadOnlySet<string> schemas)
    {
        foreach (var gone in stats.Keys.Where(s => !schemas.Contains(s)))
        {
            stats.TryRemove(gone, out _);
        }
    }

    /// <summary>Sets its part of the server's seats.</summary>
    public void Size(int seats, double shareSum)
    {
        Nominal = shareSum > 0 ? (int)Math.Ceiling((double)seats * Spec.Shares / shareSum) : 0;
        var lendable = (int)Math.Round(Nominal * Spec.LendablePercent / 100.0, MidpointRounding.AwayFromZero);
        var isNew = Most == 0;
        Least = Nominal - lendable;
        Most = Nominal + (Spec.BorrowingLimitPercent is { } percent ? Borrowed(percent) : seats);
        MostSeatsOfOne = Spec.Queuing is { } queuing
            ? (int)Math.Max(1, Math.Min(Math.Ceiling(Nominal * MostSeatsPart), Nominal / queuing.HandSize))
            : int.MaxValue;
        if (isNew)
        {
            Current = Nominal - (lendable / 2);
        }
    }

    // percents have no upper bound
    private int Borrowed(int percent) =>
        (int)Math.Min(Math.Round((double)Nominal * percent / 100, MidpointRounding.AwayFromZero), int.MaxValue - Nominal);

    /// <summary>Gives it seats for now.</summary>
    public void Give(int seats)
    {
        Current = seats;
        Queues.Configure(Spec.Queuing, Spec.IsExempt, seats);
    }

    public void WriteTo(MetricPage page)
    {
        var label = $"priority_level=\"{Spec.Name}\"";
        page.Gauge("apiserver_flowcontrol_nominal_limit_seats", "Seats by configuration.", label, Nominal);
        page.Gauge("apiserver_flowcontrol_lower_limit_seats", "Seats that are not lent.", label, Least);
        page.Gauge("apiserver_flowcontrol_upper_limit_seats", "Seats with all that may be borrowed.", label, Most);
        page.Gauge("apiserver_flowcontrol_current_limit_seats", "Seats now.", label, Current);
        page.Gauge("apiserver_flowcontrol_demand_seats_high_watermark", "Most seats wanted in the last period.", label, Demand.Last.Most);
        page.Gauge("apiserver_flowcontrol_demand_seats_average", "Seats wanted in the last period, on average.", label, Demand.Last.Average);
        page.Gauge("apiserver_flowcontrol_demand_seats_stdev", "Their standard deviation.", label, Demand.Last.Deviation);
        page.Gauge("apiserver_flowcontrol_demand_seats_smoothed", "Seats wanted, smoothed.", label, Demand.Smoothed);
        foreach (var one in stats.Values.OrderBy(s => s.Schema, StringComparer.Ordinal))
        {
            one.WriteTo(page);
        }
    }
}
