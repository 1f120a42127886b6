using System.Globalization;
using Outrigger.Cli.Demo;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Metrics;

/// <summary><c>outrigger up --local-node</c> and, behind its aggregator, <c>outrigger metrics-server</c>: two processes.</summary>
public sealed class LocalNodeCluster : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-node-").FullName;
    private ControlPlaneProcess? plane;
    private MetricsServerProcess? metrics;

    internal ControlPlaneProcess ControlPlane => plane ?? throw new InvalidOperationException("the control plane is not there");

    internal DemoFolder Folder { get; private set; } = null!;

    /// <summary>The node's name.</summary>
    public string Node { get; } = Environment.MachineName.ToLowerInvariant();

    public async ValueTask InitializeAsync()
    {
        try
        {
            Folder = new DemoFolder(Path.Combine(root, "data")) { ControlPlaneFlags = MetricsServerProcess.ControlPlaneFlags };
            plane = await ControlPlaneProcess.StartAsync(Folder, "0", TimeProvider.System, CancellationToken.None);
            metrics = await MetricsServerProcess.StartAsync(Folder, plane, TimeProvider.System, CancellationToken.None);
            var registration = new Registration(plane.Client, TimeProvider.System);
            await registration.ApplyAsync(metrics.Manifest, CancellationToken.None);
            await registration.WaitUntilAvailableAsync(DemoNames.MetricsApiService, CancellationToken.None);
            await metrics.WaitForFiguresAsync(plane.Client, plane.Process, CancellationToken.None);
            await metrics.WaitForFiguresAsync(plane.Client, metrics.Process, CancellationToken.None);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The pod of the metrics server.</summary>
    public string MetricsServer => PodOf(metrics?.Process.Id ?? throw new InvalidOperationException("the metrics server is not there"));

    /// <summary>The pod that stands for a process of <c>outrigger</c>.</summary>
    public string PodOf(int process) => string.Create(CultureInfo.InvariantCulture, $"outrigger-{process}-{Node}");

    /// <summary>Runs kubectl of a version as admin.</summary>
    internal KubectlRunner Kubectl(string version) => new(version, Folder.Data.Kubeconfig, Path.Combine(root, "home"));

    public async ValueTask DisposeAsync()
    {
        if (metrics is not null)
        {
            await metrics.DisposeAsync();
        }

        if (plane is not null)
        {
            await plane.DisposeAsync();
        }

        Directory.Delete(root, recursive: true);
    }
}
