using Outrigger.Server.Flags;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>The flags of <see cref="AutoscalerOptions"/>, named as kube-controller-manager's.</summary>
public static class AutoscalerFlags
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<AutoscalerOptions>> All { get; } =
    [
        new("horizontal-pod-autoscaler-sync-period", "DURATION", "How often each HorizontalPodAutoscaler is looked at (default 15s)",
            (o, v) => o with { SyncPeriod = FlagValues.Duration(v) is var time && time >= TimeSpan.FromSeconds(1) ? time : throw new FormatException("give a duration from 1s to 960h, for example 15s") }),
        new("horizontal-pod-autoscaler-tolerance", "RATIO", "How far a metric may be from its target without effect (default 0.1, which is 10 %)",
            (o, v) => o with { Tolerance = FlagValues.Positive(v) }),
        new("horizontal-pod-autoscaler-downscale-stabilization", "DURATION", "Nothing is scaled below what was recommended within this time (default 5m)",
            (o, v) => o with { DownscaleStabilization = FlagValues.Duration(v) }),
        new("horizontal-pod-autoscaler-cpu-initialization-period", "DURATION", "How long after its start the CPU of a pod counts only while it is ready (default 5m)",
            (o, v) => o with { CpuInitializationPeriod = FlagValues.Duration(v) }),
        new("horizontal-pod-autoscaler-initial-readiness-delay", "DURATION", "A pod that became unready within this time of its start has never been ready (default 30s)",
            (o, v) => o with { InitialReadinessDelay = FlagValues.Duration(v) }),
        new("concurrent-horizontal-pod-autoscaler-syncs", "COUNT", "How many HorizontalPodAutoscalers are looked at together (default 5)",
            (o, v) => o with { ConcurrentSyncs = FlagValues.Number(v, 1) }),
    ];
}
