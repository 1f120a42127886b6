using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo;

/// <summary>The control plane of a demo: <c>outrigger up</c> as a process, and the administrator's client.</summary>
internal sealed class ControlPlaneProcess : IAsyncDisposable
{
    private const int UsualPort = 6443;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private ControlPlaneProcess(ChildProcess process, KubernetesClient client, Uri address)
    {
        Process = process;
        Client = client;
        Address = address;
    }

    public ChildProcess Process { get; }

    /// <summary>Speaks as admin.</summary>
    public KubernetesClient Client { get; }

    public Uri Address { get; }

    public static async Task<ControlPlaneProcess> StartAsync(DemoFolder folder, string? port, TimeProvider time, CancellationToken cancellationToken)
    {
        folder.Prepare();
        var process = ChildProcess.Start(
            "the control plane",
            [
                .. Programs.Own(), "up", "--data-dir", folder.Data.Root,
                "--secure-port", port ?? FreePort.From(UsualPort).ToString(System.Globalization.CultureInfo.InvariantCulture),
                $"--allow-loopback-endpoints={DemoNames.Namespace}/{DemoNames.Server},{DemoNames.MetricsNamespace}/{DemoNames.MetricsServer}",
                .. folder.ControlPlaneFlags,
            ],
            folder.ControlPlaneLog,
            time);
        try
        {
            await process.WaitForLineAsync("Ready in", ReadyLimit, cancellationToken).ConfigureAwait(false);
            var config = Kubeconfig.Load(folder.Data.Kubeconfig).ToClientConfig(time);
            return new ControlPlaneProcess(process, new KubernetesClient(config, time), config.Server);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Process.DisposeAsync();
    }
}
