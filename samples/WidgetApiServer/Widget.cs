using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace WidgetApiServer;

/// <summary>A widget: a number of processors of one image and color.</summary>
[KubernetesResource(Group = "custom.example.com", Version = "v1", ShortNames = ["wd"])]
[Scale(".spec.replicas", ".status.availableReplicas", LabelSelectorPath = ".status.selector")]
[Column("Replicas", ".spec.replicas", Description = "How many are wanted.")]
[Column("Available", ".status.availableReplicas", Description = "How many are running.")]
[Column("Phase", ".status.phase")]
[Column("Color", ".spec.color")]
public sealed class Widget
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public WidgetSpec Spec { get; set; } = new();

    /// <summary>What was last seen.</summary>
    public WidgetStatus Status { get; set; } = new();
}

/// <summary>What is wanted of a widget.</summary>
public sealed class WidgetSpec
{
    /// <summary>How many processors; 100 at most.</summary>
    [Range(0, int.MaxValue)]
    public int Replicas { get; set; }

    /// <summary>The image of the processors.</summary>
    public string Image { get; set; } = "";

    /// <summary>The color; blue when not given.</summary>
    public string Color { get; set; } = "";
}

/// <summary>What was last seen of a widget.</summary>
public sealed class WidgetStatus
{
    /// <summary>How many processors are running.</summary>
    public int AvailableReplicas { get; set; }

    /// <summary>Chooses the pods that do the widget's work, for autoscalers.</summary>
    public string? Selector { get; set; }

    /// <summary>Pending, Running or Failed.</summary>
    public string? Phase { get; set; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastUpdated { get; set; }
}
