using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TypedWidgetApiServer;

/// <summary>A port of a widget.</summary>
public sealed class WidgetPort
{
    /// <summary>Tells it from the others.</summary>
    [Required]
    public string? Name { get; set; }

    /// <summary>Its number.</summary>
    public long? Port { get; set; }

    /// <summary>TCP or another.</summary>
    [DefaultValue("TCP")]
    public string? Protocol { get; set; }
}
