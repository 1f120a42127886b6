namespace TypedWidgetApiServer;

/// <summary>How a widget is.</summary>
public enum WidgetPhase
{
    /// <summary>Its copies are yet to start.</summary>
    Pending,

    /// <summary>All run.</summary>
    Running,

    /// <summary>It was given up.</summary>
    Failed,
}
