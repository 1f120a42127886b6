using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>What is remembered of one autoscaler from pass to pass.</summary>
internal sealed class AutoscalerState(string ns, string name)
{
    private LabelSelector? selector;

    public string Namespace { get; } = ns;

    public string Name { get; } = name;

    /// <summary>Used by its pass only.</summary>
    public ScalingHistory History { get; } = new();

    /// <summary>What the last pass failed with; a log line is written when it changes.</summary>
    public string? Failure { get; set; }

    /// <summary>By how many replicas the pass has changed the target.</summary>
    public int Change { get; set; }

    /// <summary>Whether the pass failed for what the autoscaler itself says.</summary>
    public bool IsSpecFault { get; set; }

    /// <summary>Chooses the pods of its target; null until the target was read. Passes of others read it.</summary>
    public LabelSelector? Selector
    {
        get => Volatile.Read(ref selector);
        set => Volatile.Write(ref selector, value);
    }
}
