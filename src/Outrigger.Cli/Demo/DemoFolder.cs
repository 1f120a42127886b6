using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo;

/// <summary>The files of a demo, below the control plane's data directory.</summary>
internal sealed class DemoFolder(string dataDirectory)
{
    /// <summary>The control plane's.</summary>
    public DataDirectory Data { get; } = new(dataDirectory);

    /// <summary>What the Widget server is given and keeps.</summary>
    public string WidgetServer => Path.Combine(Data.Root, "widget-server");

    public string ControlPlaneLog => Path.Combine(Data.Root, "control-plane.log");

    public string WidgetServerLog => Path.Combine(WidgetServer, "server.log");

    public string Certificate => Path.Combine(WidgetServer, "tls.crt");

    public string Key => Path.Combine(WidgetServer, "tls.key");

    public string Authority => Path.Combine(WidgetServer, "ca.crt");

    public string Token => Path.Combine(WidgetServer, "token");

    public string WidgetKubeconfig => Path.Combine(WidgetServer, "kubeconfig");

    public string WidgetData => Path.Combine(WidgetServer, "data");

    public string WidgetManifest => Path.Combine(Data.Root, "widget.yaml");

    public string BusyManifest => Path.Combine(Data.Root, "busy.yaml");

    /// <summary>What the metrics server is given.</summary>
    public string MetricsServer => Path.Combine(Data.Root, "metrics-server");

    public string MetricsServerLog => Path.Combine(MetricsServer, "server.log");

    /// <summary>Further flags for the control plane.</summary>
    public IReadOnlyList<string> ControlPlaneFlags { get; init; } = [];

    /// <summary>Further flags for the Widget server.</summary>
    public IReadOnlyList<string> WidgetFlags { get; init; } = [];

    public void Prepare()
    {
        PrivateFiles.EnsureFolder(Data.Root);
        PrivateFiles.EnsureFolder(WidgetServer);
        PrivateFiles.EnsureFolder(MetricsServer);
    }
}
