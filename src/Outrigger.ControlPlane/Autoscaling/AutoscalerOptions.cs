namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>What an operator decides about the autoscaler; names and defaults are kube-controller-manager's.</summary>
public sealed record AutoscalerOptions
{
    /// <summary>How often each HorizontalPodAutoscaler is looked at; 15 seconds.</summary>
    public TimeSpan SyncPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many are looked at together; 5.</summary>
    public int ConcurrentSyncs { get; init; } = 5;

    /// <summary>How far the ratio of a metric to its target may be from 1 without effect; 0.1.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>Nothing is scaled below what was recommended within this time, where the behavior does not say it; 5 minutes.</summary>
    public TimeSpan DownscaleStabilization { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its start the CPU of a pod counts only while it is ready; 5 minutes.</summary>
    public TimeSpan CpuInitializationPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A pod that became unready within this time of its start has never been ready; 30 seconds.</summary>
    public TimeSpan InitialReadinessDelay { get; init; } = TimeSpan.FromSeconds(30);
}
