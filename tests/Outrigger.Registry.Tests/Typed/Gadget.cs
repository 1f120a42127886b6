using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

/// <summary>A kind with every shape that a property may have.</summary>
[KubernetesResource(Group = "test.example.com", Version = "v1", ShortNames = ["gd"], Categories = ["all"])]
[Scale(".spec.replicas", ".status.ready", LabelSelectorPath = ".status.selector")]
[Column("Replicas", ".spec.replicas")]
[Column("Mode", ".spec.mode", Priority = 1)]
public sealed class Gadget
{
    public ObjectMeta Metadata { get; set; } = new();

    public GadgetSpec Spec { get; set; } = new();

    public GadgetStatus? Status { get; set; }
}

public sealed class GadgetSpec
{
    [Range(0, 100)]
    public int Replicas { get; set; }

    [Required]
    [StringLength(20, MinimumLength = 1)]
    [RegularExpression("^[a-z]+$")]
    public string? Image { get; set; }

    [Selectable]
    public GadgetMode Mode { get; set; }

    [DefaultValue("blue")]
    public string? Color { get; set; }

    public long? Big { get; set; }

    public double Ratio { get; set; }

    public byte[]? Blob { get; set; }

    public Dictionary<string, int>? Weights { get; set; }

    [ListMap("name")]
    public List<GadgetPart>? Parts { get; set; }

    [ListSet]
    public List<string>? Tags { get; set; }

    public JsonObject? Extra { get; set; }
}

public sealed class GadgetPart
{
    public required string Name { get; set; }

    public bool On { get; set; }
}

public sealed class GadgetStatus
{
    public int Ready { get; set; }

    public string? Selector { get; set; }

    public DateTimeOffset? Seen { get; set; }
}

public enum GadgetMode
{
    Slow,
    Fast,
}

[KubernetesResource(Group = "test.example.com", Version = "v1")]
public sealed class Loop
{
    public LoopNode Spec { get; set; } = new();
}

public sealed class LoopNode
{
    public List<LoopNode>? Children { get; set; }
}

public sealed class Nameless;

/// <summary>The attribute of the KubernetesClient library, known by its name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    public string Kind { get; set; } = "";

    public string Group { get; set; } = "";

    public string ApiVersion { get; set; } = "";

    public string PluralName { get; set; } = "";
}

[KubernetesEntity(Group = "stable.example.com", ApiVersion = "v1", Kind = "CronTab", PluralName = "crontabs")]
public sealed class V1CronTab
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ObjectMeta? Metadata { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("cronSpec")]
    public string? Spec { get; set; }
}
