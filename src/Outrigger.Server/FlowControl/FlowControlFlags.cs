using Outrigger.Server.Flags;

namespace Outrigger.Server.FlowControl;

/// <summary>The flags of <see cref="FlowControlOptions"/>.</summary>
public static class FlowControlFlags
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<FlowControlOptions>> All { get; } =
    [
        new("enable-priority-and-fairness", "[=BOOL]", "Share the server between priority levels and users, and let requests wait in fair queues (default true)",
            (o, v) => o with { EnablePriorityAndFairness = FlagValues.Switch(v) }) { IsSwitch = true },
        new("max-requests-inflight", "COUNT", "With the next one: how many requests run at once in all (default 400). Without priority and fairness: how many reads; 0 for any number",
            (o, v) => o with { MaxRequestsInFlight = FlagValues.Number(v, 0) }),
        new("max-mutating-requests-inflight", "COUNT", "See above (default 200). Without priority and fairness: how many writes; 0 for any number",
            (o, v) => o with { MaxMutatingRequestsInFlight = FlagValues.Number(v, 0) }),
    ];

    /// <summary>Adds what does not fit together.</summary>
    public static void Check(FlowControlOptions options, ICollection<string> problems)
    {
        if (options is { EnablePriorityAndFairness: true, MaxRequestsInFlight: 0, MaxMutatingRequestsInFlight: 0 })
        {
            problems.Add(
                "--max-requests-inflight and --max-mutating-requests-inflight are both 0: priority and fairness shares their sum; "
                + "give one, or --enable-priority-and-fairness=false for no limit");
        }
    }
}
