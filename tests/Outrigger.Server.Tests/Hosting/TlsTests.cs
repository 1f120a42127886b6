using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public class TlsTests
{
    private static readonly X509Certificate2 ClientAuthority = TestCertificates.Authority("clients");
    private static readonly X509Certificate2 ProxyAuthority = TestCertificates.Authority("proxies");

    [Fact]
    public async Task ClientCertificate_OfOurAuthority_IsTheUser()
    {
        using var certificate = TestCertificates.Issue(ClientAuthority, "O=dev, O=\"a, b\", CN=carol");

        var user = await UserAsync(certificate);

        user.Name.ShouldBe("carol");
        user.Groups.Order(StringComparer.Ordinal).ShouldBe(["a, b", "dev", "system:authenticated"]);
        user.Extra!["authentication.kubernetes.io/credential-id"].Single().ShouldStartWith("X509SHA256=");
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("server")]
    [InlineData("expired")]
    public async Task ClientCertificate_ThatIsNoGood_IsUnauthorized(string flaw)
    {
        using var foreign = TestCertificates.Authority("foreign");
        using var certificate = flaw switch
        {
            "foreign" => TestCertificates.Issue(foreign, "CN=carol"),
            "server" => TestCertificates.Issue(ClientAuthority, "CN=carol", client: false),
            _ => TestCertificates.Issue(ClientAuthority, "CN=carol", age: TimeSpan.FromHours(1)),
        };

        (await CodeAsync(certificate)).ShouldBe(401);
    }

    [Fact]
    public async Task FrontProxy_Trusted_TellsTheUserLineByLine()
    {
        using var certificate = TestCertificates.Issue(ProxyAuthority, "CN=front-proxy-client");

        var user = await UserAsync(
            certificate,
            "X-Remote-User: carol",
            "X-Remote-Group: dev,system:masters",
            "X-Remote-Group: one",
            "x-remote-extra-example.com%2fThing: x",
            "X-Remote-Uid: u-1");

        (user.Name, user.Uid).ShouldBe(("carol", ""));
        user.Groups.ShouldBe(["dev,system:masters", "one", "system:authenticated"]);
        user.Extra!["example.com/thing"].ShouldBe(["x"]);
    }

    [Fact]
    public async Task FrontProxy_WrongName_IsUnauthorized()
    {
        using var certificate = TestCertificates.Issue(ProxyAuthority, "CN=somebody");

        (await CodeAsync(certificate, "X-Remote-User: admin")).ShouldBe(401);
    }

    [Fact]
    public async Task FrontProxy_HeadersFromAnOrdinaryUser_AreDropped()
    {
        using var certificate = TestCertificates.Issue(ClientAuthority, "CN=carol");

        var user = await UserAsync(certificate, "X-Remote-User: admin", "X-Remote-Group: system:masters");

        user.Name.ShouldBe("carol");
        user.Groups.ShouldBe(["system:authenticated"]);
    }

    [Fact]
    public async Task FrontProxy_ManyGroups_AllArrive()
    {
        using var certificate = TestCertificates.Issue(ProxyAuthority, "CN=front-proxy-client");

        var user = await UserAsync(certificate, ["X-Remote-User: carol", .. Enumerable.Range(0, 1000).Select(i => $"X-Remote-Group: group-{i}")]);

        user.Groups.Count.ShouldBe(1001);
    }

    [Fact]
    public async Task ServingCertificate_Http2_IsSpoken()
    {
        await using var server = await StartAsync(new SeenUser());
        using var client = Client(server);
        var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await client.SendAsync(request, TestServer.Token);

        response.Version.ShouldBe(HttpVersion.Version20);
    }

    private static async Task<UserInfo> UserAsync(X509Certificate2 certificate, params IEnumerable<string> headers)
    {
        var seen = new SeenUser();
        await using var server = await StartAsync(seen);
        (await RawHttp.GetAsync(server, "/livez", headers, certificate)).ShouldBe(200);
        return seen.User.ShouldNotBeNull();
    }

    private static async Task<int> CodeAsync(X509Certificate2 certificate, params IEnumerable<string> headers)
    {
        await using var server = await StartAsync(new SeenUser());
        return await RawHttp.GetAsync(server, "/livez", headers, certificate);
    }

    private static HttpClient Client(TestServer server)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
#pragma warning disable CA5359 // What the server shows is not what is tested.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{server.Server.Port}") };
    }

    private static Task<TestServer> StartAsync(SeenUser seen) => TestServer.StartAsync(
        parts =>
        {
            var clients = new ClientCertificates(TimeProvider.System) { Authorities = [ClientAuthority] };
            var proxies = new ClientCertificates(TimeProvider.System) { Authorities = [ProxyAuthority] };
            var options = new FrontProxyOptions { AllowedNames = ["front-proxy-client"] };
            return parts with
            {
                Authenticators = [new FrontProxyAuthenticator(proxies, () => options), new X509Authenticator(clients)],
                Authorizers = [seen],
                TrustMasters = false,
            };
        },
        serving => serving with { Certificate = ServingCertificate.From(TestCertificates.Issue(ClientAuthority, "CN=server", client: false)) });

    private sealed class SeenUser : IAuthorizer
    {
        public string Name => "seen";

        public UserInfo? User { get; private set; }

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            User = request.User;
            return new(new AuthorizationDecision(AuthorizationVerdict.Allow, ""));
        }
    }
}
