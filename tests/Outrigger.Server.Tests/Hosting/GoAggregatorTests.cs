using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

/// <summary>Requests as a kube-apiserver sends them to an extension server: Go's header forms, over HTTP/1.1 and over HTTP/2.</summary>
public sealed class GoAggregatorTests
{
    private static readonly X509Certificate2 Authority = TestCertificates.Authority("proxies");

    // Go writes names in its canonical form over HTTP/1.1 and in lower case over HTTP/2; keys of extra are escaped before that
    private static readonly (string Name, string Value)[] Carol =
    [
        ("X-Remote-User", "carol"),
        ("X-Remote-Uid", "u-1"),
        ("X-Remote-Group", "dev,system:masters"),
        ("X-Remote-Group", "one"),
        ("X-Remote-Group", "system:authenticated"),
        ("X-Remote-Extra-Foo%2fbar", "x"),
        ("X-Remote-Extra-Foo%2fbar", "y, z"),
        ("X-Remote-Extra-Authentication.kubernetes.io%2fcredential-Id", "JTI=1"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("X-Forwarded-Uri", "/livez"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task User_OfAGoAggregator_IsReadFieldByField(bool http2)
    {
        var user = await UserAsync(http2, Carol);

        (user.Name, user.Uid).ShouldBe(("carol", "u-1"));
        user.Groups.ShouldBe(["dev,system:masters", "one", "system:authenticated"]);
        user.Extra!.Keys.Order(StringComparer.Ordinal).ShouldBe(["authentication.kubernetes.io/credential-id", "foo/bar"]);
        user.Extra["foo/bar"].ShouldBe(["x", "y, z"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyGroups_OfAGoAggregator_AllArriveInOrder(bool http2)
    {
        IReadOnlyList<string> groups = [.. Enumerable.Range(0, 1000).Select(i => $"a-group-with-a-long-name-{i}"), "system:authenticated"];

        var user = await UserAsync(http2, [("X-Remote-User", "carol"), .. groups.Select(group => ("X-Remote-Group", group))]);

        user.Groups.ShouldBe(groups);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers_WithoutTheProxysCertificate_AreNobody(bool http2)
    {
        using var other = TestCertificates.Authority("others");
        using var certificate = TestCertificates.Issue(other, "CN=front-proxy-client");
        var seen = new SeenUser();
        await using var server = await StartAsync(seen);

        (await SendAsync(server, http2, Carol, certificate)).ShouldBe(401);

        seen.User.ShouldBeNull();
    }

    private static async Task<UserInfo> UserAsync(bool http2, IEnumerable<(string Name, string Value)> fields)
    {
        using var certificate = TestCertificates.Issue(Authority, "CN=front-proxy-client");
        var seen = new SeenUser();
        await using var server = await StartAsync(seen);
        (await SendAsync(server, http2, fields, certificate)).ShouldBe(200);
        return seen.User.ShouldNotBeNull();
    }

    private static Task<int> SendAsync(TestServer server, bool http2, IEnumerable<(string Name, string Value)> fields, X509Certificate2 certificate) => http2
        ? PlainHttp2.GetAsync(server, "/livez", fields.Select(field => (field.Name.ToLowerInvariant(), field.Value)), certificate)
        : RawHttp.GetAsync(server, "/livez", fields.Select(field => $"{field.Name}: {field.Value}"), certificate);

    private static Task<TestServer> StartAsync(SeenUser seen) => TestServer.StartAsync(
        parts =>
        {
            var proxies = new ClientCertificates(TimeProvider.System) { Authorities = [Authority] };
            var options = new FrontProxyOptions { AllowedNames = ["front-proxy-client"], UidHeaders = ["X-Remote-Uid"] };
            return parts with { Authenticators = [new FrontProxyAuthenticator(proxies, () => options)], Authorizers = [seen], TrustMasters = false };
        },
        serving => serving with { Certificate = ServingCertificate.From(TestCertificates.Issue(Authority, "CN=server", client: false)) });

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
