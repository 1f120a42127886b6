using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.CustomStorage;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary><c>outrigger up</c> without controllers, and the certificate that a kube-controller-manager has.</summary>
public sealed class ManagerCluster : SampleCluster
{
    public const string User = "system:kube-controller-manager";
    private ClientConfig? manager;

    protected override IReadOnlyList<string> UpFlags => ["--controllers=-*"];

    /// <summary>Speaks as the manager.</summary>
    internal ManagerClient Manager { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var kubeconfig = Path.Combine(Root, "manager.kubeconfig");
        var own = Programs.Own();
        var runner = new CommandRunner("outrigger", own[0], new Dictionary<string, string>(StringComparer.Ordinal));
        (await runner.RunAsync([.. own.Skip(1), "user", "add", User, "--data-dir", Path.Combine(Root, "up"), "--kubeconfig", kubeconfig])).ShouldSucceed();
        manager = Client.Configuration.Kubeconfig.Load(kubeconfig).ToClientConfig(TimeProvider.System);
        Manager = new ManagerClient(TransportFactory.Create(manager), manager.Server, token: null);
    }

    /// <summary>Speaks with a token, as a controller with an account of its own.</summary>
    internal ManagerClient WithToken(string token)
    {
        var config = manager! with { ClientCertificate = null };
        return new ManagerClient(TransportFactory.Create(config), config.Server, token);
    }

    public override async ValueTask DisposeAsync()
    {
        Manager?.Dispose();
        await base.DisposeAsync();
    }
}
