using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>Two <c>outrigger up</c> over one etcd, with data directories of their own and one folder of keys.</summary>
public sealed class ServerPair : IAsyncLifetime
{
    private const string Version = "1.33";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-pair-").FullName;
    private readonly List<IDisposable> clients = [];
    private readonly List<ChildProcess> processes = [];

    public EtcdCluster Etcd { get; private set; } = null!;

    internal ChildProcess A => processes[0];

    internal ChildProcess B => processes[1];

    public async ValueTask InitializeAsync()
    {
        try
        {
            Etcd = await EtcdCluster.StartAsync();
            await StartAsync("a");
            await StartAsync("b");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the command line's program with flags that make it use this etcd.</summary>
    internal ChildProcess Up(string name, string pki) => ChildProcess.Start(
        $"server {name}",
        [
            .. Programs.Own(), "up", "--data-dir", Data(name), "--pki-dir", Path.Combine(root, pki), "--secure-port", "0",
            "--etcd-servers", string.Join(',', Etcd.Urls),
        ],
        Path.Combine(root, $"{name}.log"),
        TimeProvider.System);

    /// <summary>Stops one as an operator does, and starts it again, on another port.</summary>
    internal async Task RestartAsync(string name)
    {
        var index = name == "a" ? 0 : 1;
        await processes[index].DisposeAsync();
        processes[index] = Up(name, "pki");
        await processes[index].WaitForLineAsync("Ready in", ReadyLimit, CancellationToken.None);
    }

    /// <summary>The folder of keys that the two share.</summary>
    internal string Pki => Path.Combine(root, "pki");

    internal string Data(string name) => Path.Combine(root, name);

    internal string KubeconfigOf(string name) => Path.Combine(Data(name), "kubeconfig");

    internal string Log(string name) => File.ReadAllText(Path.Combine(root, $"{name}.log"));

    internal KubectlRunner Kubectl(string name) => new(Version, KubeconfigOf(name), Path.Combine(root, "home", name));

    /// <summary>Speaks as the administrator to a server.</summary>
    internal KubernetesClient Client(string name)
    {
        var client = new KubernetesClient(Kubeconfig.Load(KubeconfigOf(name)).ToClientConfig(TimeProvider.System), TimeProvider.System);
        clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        Etcd?.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private async Task StartAsync(string name)
    {
        var process = Up(name, "pki");
        processes.Add(process);
        await process.WaitForLineAsync("Ready in", ReadyLimit, CancellationToken.None);
    }
}
