using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Bench.Http2;
using Outrigger.Client.Configuration;

namespace Outrigger.Bench;

/// <summary>A server to be measured, over one version of HTTP.</summary>
internal sealed class Target : IDisposable
{
    // As client-go does: watches of HTTP/2 share connections.
    private const int ClientsOfConnection = 50;
    private readonly X509Certificate2Collection? certificate;
    private readonly string? authorization;
    private readonly List<FrameConnection> connections = [];
    private int clients;

    private Target(Uri server, X509Certificate2Collection? certificate, string? authorization, string http, IReadOnlyList<int> pids)
    {
        this.certificate = certificate;
        this.authorization = authorization;
        Server = server;
        Http = http;
        Pids = pids;
    }

    public Uri Server { get; }

    /// <summary>1.1 or 2.</summary>
    public string Http { get; }

    /// <summary>Its processes on this machine, as far as they are known.</summary>
    public IReadOnlyList<int> Pids { get; }

    public static async Task<Target> OfAsync(string kubeconfig, string http, IReadOnlyList<int> pids)
    {
        var config = Kubeconfig.Load(kubeconfig).ToClientConfig(TimeProvider.System);
        var token = config.Token is null ? null : $"Bearer {await config.Token.GetAsync(CancellationToken.None)}";
        return new Target(config.Server, config.ClientCertificate, token, http, pids);
    }

    /// <summary>The bare endpoint, which needs no credentials.</summary>
    public static Target Of(BareProcess bare, string http) => new(bare.Address, null, null, http, [bare.Pid]);

    /// <summary>Another address, with the same credentials.</summary>
    public Target At(Uri address) => new(address, certificate, authorization, Http, []);

    /// <summary>A client of its own: with HTTP/1.1 a connection, with HTTP/2 one of fifty streams of a connection.</summary>
    public async ValueTask<IClient> ConnectAsync(int bufferSize = 128 * 1024)
    {
        if (Http is "2")
        {
            if (clients++ % ClientsOfConnection == 0)
            {
                connections.Add(FrameConnection.Open(await TlsAsync(SslApplicationProtocol.Http2), Server.Authority, authorization));
            }

            return new FrameClient(connections[^1]);
        }

        var tls = await TlsAsync(SslApplicationProtocol.Http11);
        var authorized = authorization is null ? "" : $"Authorization: {authorization}\r\n";
        return new WireClient(tls, $"Host: {Server.Authority}\r\n{authorized}", bufferSize);
    }

    public void Dispose() => connections.ForEach(c => c.Dispose());

    private async Task<SslStream> TlsAsync(SslApplicationProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Server.Host, Server.Port);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(TlsOptions(protocol));
        return tls;
    }

    // trust is not what is measured: the server's certificate is taken as it is
    private SslClientAuthenticationOptions TlsOptions(SslApplicationProtocol protocol) => new()
    {
        TargetHost = Server.Host,
        ApplicationProtocols = [protocol],
        RemoteCertificateValidationCallback = (_, chain, _, _) => chain is not null,
        ClientCertificates = certificate,
        LocalCertificateSelectionCallback = certificate is { Count: > 0 } ? (_, _, _, _, _) => certificate[0] : null,
    };
}
