using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Outrigger.Registry.Typed;

namespace TypedWidgetApiServer;

/// <summary>What is wanted of a widget.</summary>
public sealed class WidgetSpec
{
    /// <summary>How many copies.</summary>
    [Range(0, 100)]
    [DefaultValue(1)]
    public int? Replicas { get; set; }

    /// <summary>The image of the copies.</summary>
    [Required]
    [MinLength(1)]
    public string? Image { get; set; }

    /// <summary>The color.</summary>
    [DefaultValue("blue")]
    public string? Color { get; set; }

    /// <summary>Where the copies listen, by name.</summary>
    [ListMap("name")]
    public IReadOnlyList<WidgetPort>? Ports { get; set; }

    /// <summary>Words to find it by; each once.</summary>
    [ListSet]
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>What a copy does, in order; replaced as a whole.</summary>
    public IReadOnlyList<string>? Steps { get; set; }

    /// <summary>Upper bounds by name.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; set; }
}
