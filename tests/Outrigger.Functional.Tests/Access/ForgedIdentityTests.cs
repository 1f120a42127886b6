using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Pki;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Access;

/// <summary>The extension server, called past the aggregator by somebody who claims to be an administrator.</summary>
public sealed class ForgedIdentityTests(SharedCluster cluster)
{
    [Fact]
    public async Task Headers_WithoutCertificate_AreNotBelieved() => (await AskAsync(null)).ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);

    [Fact]
    public async Task Headers_FromAnotherAuthority_AreNotBelieved()
    {
        var stranger = new CertificateAuthority(CertificateAuthority.Create("outrigger-front-proxy-ca", TimeProvider.System), TimeProvider.System);
        (await AskAsync(stranger.Issue(new LeafRequest(PkiFolder.FrontProxyName, LeafUse.Client))))
            .ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Headers_FromAnotherNameOfTheRightAuthority_AreNotBelieved() =>
        (await AskAsync(FrontProxyAuthority().Issue(new LeafRequest("somebody-else", LeafUse.Client))))
            .ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);

    [Fact]
    public async Task Headers_FromAClientOfTheCluster_AreNotBelieved()
    {
        var clients = Pki().Authority("ca", "outrigger-ca");
        (await AskAsync(clients.Issue(new LeafRequest(PkiFolder.FrontProxyName, LeafUse.Client))))
            .ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Headers_FromTheFrontProxy_AreBelieved() =>
        (await AskAsync(FrontProxyAuthority().Issue(new LeafRequest(PkiFolder.FrontProxyName, LeafUse.Client)))).ShouldBe(HttpStatusCode.OK);

    private PkiFolder Pki() => new(cluster.Folder.Data.Pki, TimeProvider.System);

    private CertificateAuthority FrontProxyAuthority() => Pki().Authority("front-proxy-ca", "outrigger-front-proxy-ca");

    private async Task<HttpStatusCode> AskAsync(KeyPair? credentials)
    {
        using var certificate = credentials?.ToCertificate();
        using var handler = new SocketsHttpHandler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(cluster.Folder.Authority, CancellationToken.None)) },
        };
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"https://custom-api-server.custom-system.svc:{cluster.WidgetServer.Port}/apis/custom.example.com/v1/widgets"));
        request.Headers.Add("X-Remote-User", "admin");
        request.Headers.Add("X-Remote-Group", "system:masters");
        using var response = await http.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }
}
