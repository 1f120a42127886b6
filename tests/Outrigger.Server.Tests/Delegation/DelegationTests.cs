using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Delegation;
using Outrigger.Server.Reviewing;
using Outrigger.Server.Tests.Hosting;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Delegation;

public sealed class DelegationTests
{
    private const string TokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string AccessReviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private const string SelfReviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string ConfigMap = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";

    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider time = new();
    private readonly FakeMainServer main = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_ThatTheMainServerKnows_IsItsUser()
    {
        main.Answer(TokenReviews, asked => Status(new JsonObject
        {
            ["authenticated"] = (string?)asked!["spec"]!["token"] == "good",
            ["user"] = new JsonObject { ["username"] = "ann", ["uid"] = "7", ["groups"] = new JsonArray("dev", "system:authenticated") },
        }));
        var known = (await Tokens().AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Known>();
        (known.User.Name, known.User.Uid).ShouldBe(("ann", "7"));
        known.User.Groups.ShouldBe(["dev", "system:authenticated"]);
    }

    [Fact]
    public async Task Token_ThatTheMainServerRefuses_IsRejected()
    {
        main.Answer(TokenReviews, _ => Status(new JsonObject { ["error"] = "expired" }));
        (await Tokens().AuthenticateAsync("bad", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>().Said.ShouldBe("expired");
    }

    [Fact]
    public async Task Token_AskedTwiceWithinTenSeconds_IsAskedOnce()
    {
        main.Answer(TokenReviews, _ => Status(new JsonObject()));
        var tokens = Tokens();
        await tokens.AuthenticateAsync("t", [], Token);
        await tokens.AuthenticateAsync("t", [], Token);
        main.Asked.Count.ShouldBe(1);
        await tokens.AuthenticateAsync("t", ["other"], Token);
        main.Asked.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(11));
        await tokens.AuthenticateAsync("t", [], Token);
        main.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Access_OfAResource_TellsEveryAttribute()
    {
        main.Answer(AccessReviews, _ => Status(new JsonObject { ["allowed"] = true, ["reason"] = "why" }));
        var user = new UserInfo("ann", ["a,b", "c"], "7", new Dictionary<string, IReadOnlyList<string>> { ["k"] = ["v"] });
        var decision = await Access().AuthorizeAsync(
            new AuthorizationRequest(user, "update", IsResource: true, "/x") { Group = "g", Version = "v1", Resource = "widgets", Subresource = "scale", Namespace = "ns", Name = "w" },
            Token);
        decision.ShouldBe(new AuthorizationDecision(AuthorizationVerdict.Allow, "why"));
        JsonNode.DeepEquals(main.Asked.Single().Body!["spec"], JsonNode.Parse(
            """
            {"user":"ann","groups":["a,b","c"],"uid":"7","extra":{"k":["v"]},"resourceAttributes":
            {"verb":"update","group":"g","version":"v1","resource":"widgets","subresource":"scale","namespace":"ns","name":"w"}}
            """)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"allowed":false}""", AuthorizationVerdict.NoOpinion)]
    [InlineData("""{"allowed":false,"denied":true}""", AuthorizationVerdict.Deny)]
    public async Task Access_Refused_IsNotAllowed(string status, AuthorizationVerdict verdict)
    {
        main.Answer(AccessReviews, _ => Status((JsonObject)JsonNode.Parse(status)!));
        var request = new AuthorizationRequest(UserInfo.Anonymous, "get", IsResource: false, "/metrics");
        (await Access().AuthorizeAsync(request, Token)).Verdict.ShouldBe(verdict);
        ((string?)main.Asked.Single().Body!["spec"]!["nonResourceAttributes"]!["path"]).ShouldBe("/metrics");
    }

    [Fact]
    public async Task Check_MissingReader_NamesTheRoleBindingAndItsCommand()
    {
        main.Refuse(ConfigMap).Answer(TokenReviews, _ => Status([])).Answer(AccessReviews, _ => Status([])).Answer(SelfReviews, _ => Self());
        var problem = (await Should.ThrowAsync<DelegationException>(() => Check().RunAsync(Token))).Problems.ShouldHaveSingleItem();
        problem.ShouldContain(
            "kubectl create rolebinding widgets-auth-reader -n kube-system --role=extension-apiserver-authentication-reader --serviceaccount=ns:sa");
    }

    [Fact]
    public async Task Check_MissingDelegator_NamesTheClusterRoleBindingAndItsCommand()
    {
        main.Answer(ConfigMap, _ => []).Refuse(TokenReviews).Answer(SelfReviews, _ => Self());
        var problem = (await Should.ThrowAsync<DelegationException>(() => Check().RunAsync(Token))).Problems.ShouldHaveSingleItem();
        problem.ShouldContain(
            "kubectl create clusterrolebinding widgets:system:auth-delegator --clusterrole=system:auth-delegator --serviceaccount=ns:sa");
    }

    [Fact]
    public async Task Check_BothMissing_NamesBoth()
    {
        main.Refuse(ConfigMap).Refuse(TokenReviews).Answer(SelfReviews, _ => Self());
        (await Should.ThrowAsync<DelegationException>(() => Check().RunAsync(Token))).Problems.Count.ShouldBe(2);
    }

    [Fact]
    public void Trust_OfTheConfigMap_HasNamesAndHeaders()
    {
        var trust = AuthenticationTrust.Read((JsonObject)JsonNode.Parse(
            """
            {"data":{"requestheader-allowed-names":"[\"front-proxy-client\"]","requestheader-username-headers":"[\"X-Remote-User\"]",
            "requestheader-group-headers":"[\"X-Group\"]","requestheader-extra-headers-prefix":"[\"X-Extra-\"]"}}
            """)!);
        trust.FrontProxy.AllowedNames.ShouldBe(["front-proxy-client"]);
        trust.FrontProxy.GroupHeaders.ShouldBe(["X-Group"]);
        trust.FrontProxy.ExtraHeaderPrefixes.ShouldBe(["X-Extra-"]);
        trust.FrontProxyAuthorities.Count.ShouldBe(0);
    }

    // T-03: without names, everybody whom the authority has signed would be a front proxy
    [Fact]
    public void Trust_OneAuthorityForClientsAndProxiesAndNoNames_IsRefused()
    {
        using var shared = TestCertificates.Authority("shared");
        using var other = TestCertificates.Authority("other");

        Should.Throw<FormatException>(() => Trust(shared, shared, []).Check([])).Message.ShouldContain("--requestheader-allowed-names");
        Should.Throw<FormatException>(() => Trust(other, shared, []).Check([shared])).Message.ShouldContain("every client could say");
        Should.NotThrow(() => Trust(shared, shared, ["front-proxy-client"]).Check([shared]));
        Should.NotThrow(() => Trust(other, shared, []).Check([]));
    }

    // T-04: what one of them signs would be believed as a front proxy's, whatever the certificates of the authorities look like
    [Fact]
    public void Trust_ClientsAuthorityOfTheProxiesKeyOrSignedByThem_IsRefused()
    {
        using var proxies = TestCertificates.Authority("proxies");
        using var renewed = TestCertificates.Renewed(proxies, "clients");
        using var below = TestCertificates.Intermediate(proxies, "below");
        using var beside = TestCertificates.Intermediate(renewed, "beside");

        Should.Throw<FormatException>(() => Trust(renewed, proxies, []).Check([]));
        Should.Throw<FormatException>(() => Trust(below, proxies, []).Check([]));
        Should.NotThrow(() => Trust(proxies, below, []).Check([]));
        Should.NotThrow(() => Trust(beside, proxies, []).Check([]));
        Should.NotThrow(() => Trust(below, proxies, ["front-proxy-client"]).Check([]));
    }

    [Fact]
    public void Trust_OfAConfigMapThatIsNone_IsRefused()
    {
        Should.Throw<FormatException>(() => AuthenticationTrust.Read((JsonObject)JsonNode.Parse("""{"data":{"requestheader-allowed-names":"x"}}""")!));
        Should.Throw<FormatException>(() => AuthenticationTrust.Read((JsonObject)JsonNode.Parse(
            """{"data":{"client-ca-file":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}}""")!)).Message.ShouldContain("client-ca-file");
    }

    [Fact]
    public async Task Trust_ThatBecomesDangerous_LeavesTheLastInForce()
    {
        using var shared = TestCertificates.Authority("shared");
        var names = "[\"front-proxy-client\"]";
        main.Answer(ConfigMap, _ => new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["client-ca-file"] = shared.ExportCertificatePem(), ["requestheader-client-ca-file"] = shared.ExportCertificatePem(), ["requestheader-allowed-names"] = names,
            },
        });
        var source = new AuthenticationTrustSource(main.Client(time), [], null, time, NullLogger.Instance);
        await source.ReadAsync(Token);
        names = "[]";

        await Should.ThrowAsync<FormatException>(() => source.ReadAsync(Token));

        source.FrontProxy.AllowedNames.ShouldBe(["front-proxy-client"]);
        source.Proxies.Authorities.Count.ShouldBe(1);
    }

    public static TheoryData<Exception> Failures =>
        [new TimeoutException("hangs"), new TaskCanceledException("no connection", new TimeoutException()), new InvalidOperationException("whatever")];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Trust_ThatCouldNotBeReadOnce_IsFollowedAllTheSame(Exception failure)
    {
        using var authority = TestCertificates.Authority("new");
        main.Answer(ConfigMap, _ => throw failure);
        var log = new CapturingLog();
        var source = new AuthenticationTrustSource(main.Client(time), [], null, time, log);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = source.RunAsync(end.Token);
        await AdvanceUntilAsync(() => log.Text.Contains("Warning 3002", StringComparison.Ordinal), "the failure told");

        main.Answer(ConfigMap, _ => new JsonObject { ["data"] = new JsonObject { ["client-ca-file"] = authority.ExportCertificatePem() } });

        await AdvanceUntilAsync(() => source.Clients.Authorities.Count == 1, "the new authority trusted");
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task Trust_ThatFlagsName_WinsOverTheConfigMaps()
    {
        using var told = TestCertificates.Authority("told");
        using var own = TestCertificates.Authority("own");
        main.Answer(ConfigMap, _ => new JsonObject { ["data"] = new JsonObject { ["requestheader-client-ca-file"] = told.ExportCertificatePem() } });
        var source = new AuthenticationTrustSource(
            main.Client(time), [], new FrontProxyTrust([own], new FrontProxyOptions { AllowedNames = ["mine"], GroupHeaders = ["X-Group"] }), time, NullLogger.Instance);

        await source.ReadAsync(Token);

        source.Proxies.Authorities.Single().ShouldBe(own);
        (source.FrontProxy.AllowedNames[0], source.FrontProxy.GroupHeaders[0]).ShouldBe(("mine", "X-Group"));
    }

    [Theory]
    [InlineData(500, AuthorizationVerdict.NoOpinion)]
    [InlineData(403, AuthorizationVerdict.NoOpinion)]
    public async Task MainServer_ThatRefusesUs_IsAFailureAndNoAnswer(int code, AuthorizationVerdict verdict)
    {
        main.Refuse(AccessReviews, code).Refuse(TokenReviews, code);
        var access = Access().AuthorizeAsync(new AuthorizationRequest(UserInfo.Anonymous, "get", IsResource: false, "/metrics"), Token).AsTask();
        var token = Tokens().AuthenticateAsync("t", [], Token).AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return access.IsCompleted && token.IsCompleted;
            },
            "the tries over");

        (await access).ShouldBe(new AuthorizationDecision(verdict, "") { Failure = "the authorizer SubjectAccessReview does not answer" });
        (await token).ShouldBeOfType<AuthenticationResult.Refused>().IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task MainServer_ThatCannotBeReached_IsTold()
    {
        main.Answer(ConfigMap, _ => throw new TaskCanceledException("cancelled", new TimeoutException("no connection within 10 s")));
        (await Should.ThrowAsync<DelegationException>(() => Check().RunAsync(Token))).Message
            .ShouldStartWith("The main server https://main/ does not answer (GET https://main/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication: no connection within 10 s).");
        main.Answer(ConfigMap, _ => throw new HttpRequestException("refused"));
        (await Should.ThrowAsync<DelegationException>(() => Check().RunAsync(Token))).Message.ShouldStartWith("The main server https://main/ does not answer (refused).");
    }

    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        what);

    private static AuthenticationTrust Trust(X509Certificate2 clients, X509Certificate2 proxies, IReadOnlyList<string> names) =>
        new([clients], [proxies], new FrontProxyOptions { AllowedNames = names });

    private static JsonObject Status(JsonObject status) => new() { ["status"] = status };

    private static Uri At(string path) => new($"https://main{path}");

    private static JsonObject Self() =>
        Status(new JsonObject { ["userInfo"] = new JsonObject { ["username"] = "system:serviceaccount:ns:sa" } });

    private ITokenAuthenticator Tokens() =>
        Delegated.Cached(new ReviewEndpoint(main, At(TokenReviews), TimeSpan.FromSeconds(10), time), Believed, time, NullLogger.Instance);

    private IAuthorizer Access() =>
        Delegated.Authorizer(new ReviewEndpoint(main, At(AccessReviews), TimeSpan.FromSeconds(10), time), Believed, Believed, time, NullLogger.Instance);

    private DelegationCheck Check() => new(main.Client(time), main.Client(time), "widgets");
}
