namespace TypedWidgetApiServer;

/// <summary>What was last seen of a widget.</summary>
public sealed class WidgetStatus
{
    /// <summary>How many copies run.</summary>
    public int? AvailableReplicas { get; set; }

    /// <summary>How it is.</summary>
    public WidgetPhase? Phase { get; set; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastUpdated { get; set; }

    /// <summary>Finds the copies, as the scale subresource shows it.</summary>
    public string? Selector { get; set; }
}
