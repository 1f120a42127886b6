namespace Outrigger.Cli.Demo;

/// <summary>A demo that is up.</summary>
/// <param name="Folder">Its files.</param>
/// <param name="ControlPlane">The main server.</param>
/// <param name="WidgetServer">The extension server.</param>
/// <param name="MetricsServer">The metrics server; null where this machine cannot be the node.</param>
/// <param name="Took">The time from the start until everything was available.</param>
internal sealed record DemoState(DemoFolder Folder, ControlPlaneProcess ControlPlane, WidgetServer WidgetServer, MetricsServerProcess? MetricsServer, TimeSpan Took);
