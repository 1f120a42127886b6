using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Client.Rest;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;

namespace Outrigger.Cli.LocalNode;

/// <summary>
/// This machine as a node: the objects that tell of it, and a kubelet's pages of figures over HTTPS on a loopback port. It runs nothing.
/// </summary>
internal sealed class LocalNodeServer : IAsyncDisposable
{
    private readonly NodeRegistrar registrar;
    private readonly ApiServer server;
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private LocalNodeServer(NodeRegistrar registrar, ApiServer server)
    {
        this.registrar = registrar;
        this.server = server;
    }

    /// <summary>Registers the node and serves.</summary>
    /// <param name="main">The parts of the main server, whose word about callers and rights counts here too.</param>
    /// <param name="authority">Signs the kubelet's certificate.</param>
    /// <param name="client">Writes the objects.</param>
    /// <param name="port">The port that the main server listens on.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LocalNodeServer> StartAsync(
        ServerParts main, CertificateAuthority authority, KubernetesClient client, Func<int> port, CancellationToken cancellationToken)
    {
        var proc = new ProcFiles();
        if (!File.Exists(proc.PathOf("stat")))
        {
            throw new StartupException("--local-node reads Linux' /proc, which is not there: leave the flag out");
        }

        var name = NameOf(Environment.MachineName);
        var machine = new Machine(proc);
        var processes = new ProcessTable(proc, machine.Started, port);
        var registrar = new NodeRegistrar(name, machine, processes, client, main.Clock, main.Loggers.CreateLogger<LocalNodeServer>());
        var certificate = authority.Issue(new LeafRequest($"system:node:{name}", LeafUse.Server)
        {
            Organizations = ["system:nodes"],
            DnsNames = [name],
            Addresses = [IPAddress.Loopback],
        });
        var server = ApiServer.Create(
            Parts(main, name, new NodeFigures(name, machine, processes, () => registrar.Pods, main.Clock)),
            new ServingOptions { BindAddress = IPAddress.Loopback, Port = 0, Certificate = ServingCertificate.From(certificate.ToCertificate()) });
        var node = new LocalNodeServer(registrar, server);
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            await registrar.RegisterAsync(new IPEndPoint(IPAddress.Loopback, server.Port), ServerVersion.GitVersion, cancellationToken).ConfigureAwait(false);
            node.running = registrar.RunAsync(IPAddress.Loopback, node.stop.Token);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The node is left as one that nobody knows of.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await registrar.LeaveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // a store that does not answer must not keep the server from stopping
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    /// <summary>A host name as the name of a Node.</summary>
    internal static string NameOf(string host)
    {
        var name = string.Concat(host.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' ? c : '-')).Trim('-', '.');
        return name.Length == 0 ? "localhost" : name;
    }

    // nothing of the main server's own paths, and no caller without a name
    private static ServerParts Parts(ServerParts main, string node, NodeFigures figures) => new()
    {
        Catalog = new ResourceCatalog(),
        Authenticators = [.. main.Authenticators.Where(a => a is not FrontProxyAuthenticator)],
        Authorizers = [.. main.Authorizers.Select(a => new KubeletAuthorizer(node, a))],
        PathHandlers = [new KubeletHandler(figures)],
        Anonymous = AnonymousAccess.Nowhere,
        Clock = main.Clock,
        Loggers = main.Loggers,
    };
}
