using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace TypedWidgetApiServer;

/// <summary>A widget with all that a schema can say of one: bounds, defaults, enums, and lists of every type.</summary>
[KubernetesResource(Group = "custom.example.com", Version = "v1", ShortNames = ["wd"], Categories = ["demo"])]
[Scale(".spec.replicas", ".status.availableReplicas", LabelSelectorPath = ".status.selector")]
[Column("Replicas", ".spec.replicas", Description = "Desired copies")]
[Column("Available", ".status.availableReplicas", Description = "Custom resource definition column (in JSONPath format): .status.availableReplicas")]
[Column("Phase", ".status.phase", Description = "Custom resource definition column (in JSONPath format): .status.phase")]
[Column("Color", ".spec.color", Priority = 1, Description = "Custom resource definition column (in JSONPath format): .spec.color")]
[Column("Age", ".metadata.creationTimestamp", Description = "Custom resource definition column (in JSONPath format): .metadata.creationTimestamp")]
public sealed class Widget
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    public WidgetSpec? Spec { get; set; }

    /// <summary>What was last seen.</summary>
    public WidgetStatus? Status { get; set; }
}
