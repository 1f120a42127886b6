using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Outrigger.Server.FlowControl.Levels;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.FlowControl;

/// <summary>
/// API Priority and Fairness: turns FlowSchemas and PriorityLevelConfigurations into routes and levels, and lends seats between levels. It
/// begins with the objects that every cluster has, which is all that an extension server needs; the control plane hands it those of its store.
/// </summary>
public sealed class FlowController
{
    private static readonly TimeSpan BorrowingPeriod = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly int seats;
    private readonly ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private Dictionary<string, PriorityLevel> levels = new(StringComparer.Ordinal);
    private volatile FlowModel model = FlowModel.Empty;
    private double fairFraction;

    public FlowController(FlowControlOptions options, TimeProvider clock)
    {
        this.clock = clock;
        seats = options.MaxRequestsInFlight + options.MaxMutatingRequestsInFlight;
        Configure(FlowControlObjects.Schemas(), FlowControlObjects.Levels());
    }

    internal FlowModel Current => model;

    /// <summary>
    /// Takes over a configuration: objects of flowcontrol.apiserver.k8s.io/v1. Schemas of levels that are not there are left out, and the
    /// mandatory objects are supplied where they are missing. Requests under way are not touched.
    /// </summary>
    public void Configure(IEnumerable<JsonObject> schemas, IEnumerable<JsonObject> priorityLevels)
    {
        var specs = Complete(priorityLevels.Select(LevelSpec.Read).ToList(), FlowControlObjects.Levels().Select(LevelSpec.Read), s => s.Name);
        var flows = Complete(schemas.Select(FlowSchemaSpec.Read).ToList(), FlowControlObjects.Schemas().Select(FlowSchemaSpec.Read), s => s.Name);
        lock (gate)
        {
            var next = new Dictionary<string, PriorityLevel>(StringComparer.Ordinal);
            foreach (var spec in specs)
            {
                var level = levels.GetValueOrDefault(spec.Name) ?? new PriorityLevel(spec, clock);
                (level.Spec, level.IsGone) = (spec, false);
                next.Add(spec.Name, level);
            }

            // what is not wanted any more keeps its seats until its last request is done
            foreach (var (name, level) in levels.Where(l => !next.ContainsKey(l.Key) && !l.Value.Queues.IsIdle))
            {
                level.IsGone = true;
                next.Add(name, level);
            }

            levels = next;
            var wanted = specs.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
            Share();
            model = new FlowModel([.. flows
                .Where(f => wanted.Contains(f.Level))
                .OrderBy(f => f.Precedence)
                .ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => new FlowRoute(f, next[f.Level], seed))]);
            foreach (var level in next.Values)
            {
                level.Keep(model.Routes.Where(r => r.Level == level).Select(r => r.Schema.Name).ToHashSet(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>Lends seats between levels every ten seconds, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BorrowingPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                Rebalance();
            }
        }
        catch (OperationCanceledException)
        {
            // the end that was asked for
        }
    }

    /// <summary>Gives every level seats by its demand since the last time, and lets go of levels that are not wanted any more.</summary>
    internal void Rebalance()
    {
        lock (gate)
        {
            var gone = levels.Where(l => l.Value.IsGone && l.Value.Queues.IsIdle).Select(l => l.Key).ToList();
            if (gone.Count > 0)
            {
                gone.ForEach(name => levels.Remove(name));
                Share();
                return;
            }

            foreach (var level in levels.Values)
            {
                level.Demand.Update(level.Queues.ReadDemand());
            }

            Lend();
        }
    }

    internal void WriteMetrics(MetricPage page)
    {
        lock (gate)
        {
            page.Gauge("apiserver_flowcontrol_seat_fair_frac", "The fraction of its demand that each level can have.", "", fairFraction);
            foreach (var (_, level) in levels.OrderBy(l => l.Key, StringComparer.Ordinal))
            {
                level.WriteTo(page);
            }
        }
    }

    private static List<T> Complete<T>(List<T> given, IEnumerable<T> standard, Func<T, string> name)
    {
        foreach (var one in standard.Where(s => name(s) is LevelSpec.Exempt or FlowSchemaSpec.CatchAll && !given.Any(g => name(g) == name(s))))
        {
            given.Add(one);
        }

        return given;
    }

    private void Share()
    {
        var sum = levels.Values.Sum(l => (double)l.Spec.Shares);
        foreach (var level in levels.Values)
        {
            level.Size(seats, sum);
            level.Demand.Update(level.Queues.ReadDemand());
        }

        Lend();
    }

    private void Lend()
    {
        var exempt = levels.Values.Where(l => l.Spec.IsExempt).ToList();
        var others = levels.Values.Where(l => !l.Spec.IsExempt).ToList();
        var all = levels.Values.Sum(l => l.Nominal);
        var left = all;
        foreach (var level in exempt)
        {
            level.Give(Math.Max(level.Least, level.Demand.HighWatermark));
            left -= level.Current;
        }

        // what a level used in the last period it keeps, up to its own part
        var least = others.ConvertAll(l => Math.Max(l.Least, Math.Min(l.Nominal, l.Demand.HighWatermark)));
        var (sumOfLeast, sumOfKept) = (others.Sum(l => l.Least), least.Sum());
        var claims = others.Select((l, i) => new SeatClaim(least[i], l.Most, Math.Max(least[i], l.Demand.Smoothed))).ToList();
        var divided = left > sumOfKept ? SeatAllocation.Divide(all, claims) : null;
        fairFraction = divided?.Fraction ?? 0;
        for (var i = 0; i < others.Count; i++)
        {
            var level = others[i];
            level.Give(
                left <= sumOfLeast ? level.Least
                : left <= sumOfKept ? level.Least + (int)Math.Round((least[i] - level.Least) * (double)(left - sumOfLeast) / (sumOfKept - sumOfLeast), MidpointRounding.AwayFromZero)
                : divided is { } seatsOf ? (int)Math.Round(seatsOf.Seats[i], MidpointRounding.AwayFromZero)
                : level.Current);
        }
    }
}
