using Outrigger.Cli.Demo;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>A control plane and, behind its aggregator, the Widget server: two processes on free ports, with a folder of their own.</summary>
public class Cluster : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-functional-").FullName;
    private SuiteStore? store;
    private ControlPlaneProcess? plane;
    private WidgetServer? widgets;
    private TokenKeeper? tokens;

    internal DemoFolder Folder { get; private set; } = null!;

    internal ControlPlaneProcess ControlPlane => plane ?? throw new InvalidOperationException("the control plane is not there");

    internal WidgetServer WidgetServer => widgets ?? throw new InvalidOperationException("the Widget server is not there");

    protected virtual IReadOnlyList<string> WidgetFlags => store?.WidgetFlags ?? [];

    protected virtual IReadOnlyList<string> ControlPlaneFlags => store?.ControlPlaneFlags ?? [];

    /// <summary>A folder for files of the cluster; gone with it.</summary>
    protected string Root => root;

    /// <summary>Speaks as admin.</summary>
    internal KubernetesClient Client => ControlPlane.Client;

    public virtual async ValueTask InitializeAsync()
    {
        try
        {
            store = await SuiteStore.StartAsync();
            Folder = new DemoFolder(Path.Combine(root, "data")) { ControlPlaneFlags = ControlPlaneFlags, WidgetFlags = WidgetFlags };
            plane = await ControlPlaneProcess.StartAsync(Folder, "0", TimeProvider.System, CancellationToken.None);
            var port = FreePorts.Take(1)[0];
            var registration = new Registration(Client, TimeProvider.System);
            await registration.DeployAsync(CancellationToken.None);
            var certificates = WidgetCertificates.Create(TimeProvider.System);
            certificates.WriteTo(Folder);
            await registration.CreateSecretsAsync(certificates, CancellationToken.None);
            tokens = new TokenKeeper(Client, Folder.Token, TimeProvider.System);
            await tokens.RenewAsync(CancellationToken.None);
            tokens.WriteKubeconfig(Folder.WidgetKubeconfig, Folder);
            await StartWidgetServerAsync(port);
            await registration.RegisterAsync(certificates, port, CancellationToken.None);
            await registration.WaitUntilAvailableAsync(CancellationToken.None);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs kubectl of a version as admin.</summary>
    internal KubectlRunner Kubectl(string version) => Kubectl(version, Folder.Data.Kubeconfig);

    internal KubectlRunner Kubectl(string version, string kubeconfig) => new(version, kubeconfig, Path.Combine(root, "home"));

    internal async Task StartWidgetServerAsync(int port) =>
        widgets = await WidgetServer.StartAsync(Folder, port, TimeProvider.System, CancellationToken.None);

    public virtual async ValueTask DisposeAsync()
    {
        if (widgets is not null)
        {
            await widgets.DisposeAsync();
        }

        if (plane is not null)
        {
            await plane.DisposeAsync();
        }

        store?.Dispose();
        Directory.Delete(root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
