using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;
using Outrigger.Server.Authentication;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Tokens;

public sealed class ServiceAccountTokenTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FakeResources resources =
        new(CoreResources.ServiceAccounts, CoreResources.Secrets, CoreResources.Pods, CoreResources.Nodes);

    // made once: RSA keys take their time
    private static readonly string RsaKey = NewRsaKey();

    private readonly ServiceAccountKeys keys = new(RsaKey);
    private readonly TokenOptions options = new();

    public ServiceAccountTokenTests() =>
        resources.Put(CoreResources.ServiceAccounts, """{"apiVersion":"v1","metadata":{"namespace":"ns","name":"robot","uid":"u-1"}}""");

    public void Dispose() => keys.Dispose();

    [Fact]
    public async Task Create_EmptyBody_FillsInAudienceAndHour()
    {
        var answer = await RequestAsync("{}");

        ObjectWriter.ToText(answer["spec"]).ShouldBe(
            """{"audiences":["https://kubernetes.default.svc"],"expirationSeconds":3600,"boundObjectRef":null}""");
        answer["status"]!["expirationTimestamp"]!.GetValue<string>().ShouldBe("2030-01-02T04:04:05Z");
        answer["metadata"]!["uid"]!.GetValue<string>().ShouldBe("u-1");
    }

    [Theory]
    [InlineData("""{"spec":{"expirationSeconds":599}}""", 422, "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"expirationSeconds":4294967297}}""", 422, "spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    [InlineData("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"ConfigMap","name":"n"}}}""", 400, "cannot bind token to object of type /v1, Kind=ConfigMap")]
    [InlineData("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Secret","name":"none"}}}""", 404, "secrets \"none\" not found")]
    public async Task Create_BadRequest_IsRefused(string body, int code, string text)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => RequestAsync(body));

        refused.Status.Code.ShouldBe(code);
        refused.Status.Message.ShouldContain(text);
    }

    [Fact]
    public async Task Create_NoSuchAccount_Is404()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => RequestAsync("{}", account: "nobody"));

        refused.Status.Message.ShouldBe("serviceaccounts \"nobody\" not found");
    }

    [Fact]
    public async Task Authenticate_OwnToken_IsTheAccount()
    {
        var token = await TokenAsync("{}");

        var authenticator = Authenticator();
        var known = (await authenticator.AuthenticateAsync(token, [], default)).ShouldBeOfType<AuthenticationResult.Known>();

        (await authenticator.AuthenticateAsync(token, [], default)).ShouldBeSameAs(known);
        known.User.AsAuthenticated().ShouldBeSameAs(known.User, "nothing is copied for a request");
        known.User.Name.ShouldBe("system:serviceaccount:ns:robot");
        known.User.Uid.ShouldBe("u-1");
        known.User.Groups.ShouldBe(["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"]);
        known.User.Extra!["authentication.kubernetes.io/credential-id"].Single().ShouldStartWith("JTI=");
        known.Audiences.ShouldBe(["https://kubernetes.default.svc"]);
    }

    [Fact]
    public async Task Authenticate_OtherAudience_IsRejectedUnlessAsked()
    {
        var token = await TokenAsync("""{"spec":{"audiences":["other.example.com"]}}""");

        (await Authenticator().AuthenticateAsync(token, [], default)).ShouldBe(AuthenticationResult.Rejected(
            "token audiences [\"other.example.com\"] is invalid for the target audiences [\"https://kubernetes.default.svc\"]"));
        (await Authenticator().AuthenticateAsync(token, ["x", "other.example.com"], default))
            .ShouldBeOfType<AuthenticationResult.Known>().Audiences.ShouldBe(["other.example.com"]);
    }

    [Fact]
    public async Task Authenticate_Expired_IsRejectedEvenWhenCached()
    {
        var token = await TokenAsync("""{"spec":{"expirationSeconds":600}}""");
        var authenticator = Authenticator();
        (await authenticator.AuthenticateAsync(token, [], default)).ShouldBeOfType<AuthenticationResult.Known>();

        time.Advance(TimeSpan.FromSeconds(655));
        (await authenticator.AuthenticateAsync(token, [], default)).ShouldBeOfType<AuthenticationResult.Known>("clocks may differ by a minute");
        time.Advance(TimeSpan.FromSeconds(6));

        (await authenticator.AuthenticateAsync(token, [], default))
            .ShouldBe(AuthenticationResult.Rejected("service account token has expired"));
    }

    [Fact]
    public async Task Authenticate_AccountDeleted_IsRejectedAfterTenSeconds()
    {
        var token = await TokenAsync("{}");
        var authenticator = Authenticator();
        await authenticator.AuthenticateAsync(token, [], default);
        resources.Remove(CoreResources.ServiceAccounts, "ns", "robot");

        time.Advance(TimeSpan.FromSeconds(10));

        (await authenticator.AuthenticateAsync(token, [], default)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    [Fact]
    public async Task Authenticate_AccountMadeAnew_IsRejected()
    {
        var token = await TokenAsync("{}");
        resources.Put(CoreResources.ServiceAccounts, """{"apiVersion":"v1","metadata":{"namespace":"ns","name":"robot","uid":"u-2"}}""");

        (await Authenticator().AuthenticateAsync(token, [], default))
            .ShouldBe(AuthenticationResult.Rejected("service account UID (u-2) does not match claim (u-1)"));
    }

    [Fact]
    public async Task Authenticate_BoundToPod_TellsPodAndNodeAndEndsWithIt()
    {
        resources.Put(CoreResources.Nodes, """{"apiVersion":"v1","metadata":{"name":"n1","uid":"n-1"}}""");
        resources.Put(CoreResources.Pods, """{"apiVersion":"v1","metadata":{"namespace":"ns","name":"p","uid":"p-1"},"spec":{"serviceAccountName":"robot","nodeName":"n1"}}""");
        var token = await TokenAsync("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"p-1"}}}""");

        var known = (await Authenticator().AuthenticateAsync(token, [], default)).ShouldBeOfType<AuthenticationResult.Known>();
        known.User.Extra!["authentication.kubernetes.io/pod-uid"].ShouldBe(["p-1"]);
        known.User.Extra!["authentication.kubernetes.io/node-name"].ShouldBe(["n1"]);

        resources.Put(CoreResources.Pods, """{"apiVersion":"v1","metadata":{"namespace":"ns","name":"p","uid":"p-2"},"spec":{"serviceAccountName":"robot","nodeName":"n1"}}""");
        (await Authenticator().AuthenticateAsync(token, [], default))
            .ShouldBe(AuthenticationResult.Rejected("pod UID (p-2) does not match service account pod ref claim (p-1)"));
        resources.Remove(CoreResources.Pods, "ns", "p");
        (await Authenticator().AuthenticateAsync(token, [], default))
            .ShouldBe(AuthenticationResult.Rejected("service account token has been invalidated"));
    }

    // what is being deleted is still there for those who must finish with it, for a minute
    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task Authenticate_BoundToWhatIsBeingDeleted_EndsAMinuteAfter(int seconds, bool good)
    {
        resources.Put(CoreResources.Secrets, """{"apiVersion":"v1","metadata":{"namespace":"ns","name":"s","uid":"s-1"}}""");
        var token = await TokenAsync("""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Secret","name":"s"}}}""");
        var deleted = time.GetUtcNow().AddSeconds(-seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        resources.Put(CoreResources.Secrets, $$$"""{"apiVersion":"v1","metadata":{"namespace":"ns","name":"s","uid":"s-1","deletionTimestamp":"{{{deleted}}}"}}""");

        var result = await Authenticator().AuthenticateAsync(token, [], default);

        (result is AuthenticationResult.Known).ShouldBe(good);
        if (!good)
        {
            result.ShouldBe(AuthenticationResult.Rejected("service account token has been invalidated"));
        }
    }

    [Fact]
    public async Task Authenticate_TokenOfAnEarlierIssuer_IsAcceptedWhileItIsNamed()
    {
        var token = new TokenCodec(keys).Sign(TokenCodec.Peek(await TokenAsync("{}"))! with { Issuer = "https://older.example.com" });
        var objects = new LocalObjects(resources.Catalog, time, "test");
        async Task<AuthenticationResult> Judge(TokenOptions judged) =>
            await new ServiceAccountTokenAuthenticator(new TokenCodec(keys), judged, objects, time).AuthenticateAsync(token, [], default);

        (await Judge(options)).ShouldBe(AuthenticationResult.NoOpinion);
        (await Judge(options with { FurtherIssuers = ["https://older.example.com"] })).ShouldBeOfType<AuthenticationResult.Known>();
    }

    [Fact]
    public async Task Create_LongerThanTokensMayBe_IsShortenedWithAWarning()
    {
        var objects = new LocalObjects(resources.Catalog, time, "test");
        var creator = new TokenRequestCreator(new TokenCodec(keys), options with { MaxExpiration = TimeSpan.FromHours(2) }, objects, time);
        var context = Context("robot");

        var answer = (await creator.CreateAsync(context, (JsonObject)JsonNode.Parse("""{"spec":{"expirationSeconds":86400}}""")!, default)).ToTree();

        answer["spec"]!["expirationSeconds"]!.GetValue<long>().ShouldBe(7200);
        answer["status"]!["expirationTimestamp"]!.GetValue<string>().ShouldBe("2030-01-02T05:04:05Z");
        context.Warnings.Texts.ShouldBe(["requested expiration of 86400 seconds shortened to 7200 seconds"]);
    }

    [Theory]
    [InlineData("https://issuer.example.com", "", "https://issuer.example.com/openid/v1/jwks")]
    [InlineData("https://issuer.example.com/", "", "https://issuer.example.com/openid/v1/jwks")]
    [InlineData("https://issuer.example.com", "https://keys.example.com/set", "https://keys.example.com/set")]
    [InlineData("a-word", "", null)]
    [InlineData("http://issuer.example.com", "", null)]
    [InlineData("https://issuer.example.com?x=1", "", null)]
    public async Task Pages_OfAnIssuerThatCanBeLookedUp_SayWhereItsKeysAre(string issuer, string jwksUri, string? expected)
    {
        var pages = new IssuerPages(new TokenOptions { Issuer = issuer, JwksUri = jwksUri }, keys);
        var info = new Outrigger.Server.Requests.RequestInfo("get", false, "/.well-known/openid-configuration");
        pages.Handles(info).ShouldBe(expected is not null);
        pages.Paths.Count.ShouldBe(expected is null ? 0 : 2);
        if (expected is null)
        {
            return;
        }

        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await pages.ServeAsync(new Outrigger.Server.Requests.RequestContext(http, info, "id", time.GetUtcNow()));
        var page = ObjectReader.Read(body.ToArray());
        ((string?)page["issuer"], (string?)page["jwks_uri"]).ShouldBe((issuer, expected));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public async Task Authenticate_NoToken_HasNoOpinion(string text) =>
        (await Authenticator().AuthenticateAsync(text, [], default)).ShouldBe(AuthenticationResult.NoOpinion);

    [Fact]
    public async Task Authenticate_SignedByOlderKey_IsAcceptedWhileTheKeyIsKnown()
    {
        var older = NewKey();
        using var before = new ServiceAccountKeys(older);
        using var after = new ServiceAccountKeys(NewKey(), older);
        var token = new TokenCodec(before).Sign(TokenCodec.Peek(await TokenAsync("{}"))!);
        var objects = new LocalObjects(resources.Catalog, time, "test");

        (await new ServiceAccountTokenAuthenticator(new TokenCodec(after), options, objects, time).AuthenticateAsync(token, [], default))
            .ShouldBeOfType<AuthenticationResult.Known>();
        after.ToJwks()["keys"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Authenticate_ForgedTokens_AreRejected()
    {
        var parts = (await TokenAsync("{}")).Split('.');
        using var others = new ServiceAccountKeys(NewKey());
        var claims = TokenCodec.Peek(string.Join('.', parts))!;
        var unsigned = Base64("""{"alg":"none","typ":"JWT"}""");
        string[] forged =
        [
            $"{unsigned}.{parts[1]}.",
            $"{unsigned}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{Base64(ObjectWriter.ToText((claims with { Namespace = "kube-system" }).ToJson()))}.{parts[2]}",
            new TokenCodec(others).Sign(claims),
        ];

        foreach (var token in forged)
        {
            (await Authenticator().AuthenticateAsync(token, [], default))
                .ShouldBe(AuthenticationResult.Rejected("invalid signature"), token);
        }
    }

    [Fact]
    public async Task Sign_WithEitherKindOfKey_SaysItsAlgorithmAndIsAcceptedByBoth()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var older = curve.ExportPkcs8PrivateKeyPem();
        using var elliptic = new ServiceAccountKeys(older);
        using var both = new ServiceAccountKeys(RsaKey, older);
        var claims = TokenCodec.Peek(await TokenAsync("{}"))!;
        var (old, own) = (new TokenCodec(elliptic).Sign(claims), new TokenCodec(both).Sign(claims));

        Header(old)["alg"]!.GetValue<string>().ShouldBe("ES256");
        Header(own)["alg"]!.GetValue<string>().ShouldBe("RS256");
        (await new TokenCodec(both).IsSignedAsync(old)).ShouldBeTrue();
        (await new TokenCodec(both).IsSignedAsync(own)).ShouldBeTrue();
        (await new TokenCodec(elliptic).IsSignedAsync(own)).ShouldBeFalse();
        both.Algorithms.ShouldBe(["ES256", "RS256"]);
        both.ToJwks()["keys"]!.AsArray().Select(k => k!["alg"]!.GetValue<string>()).ShouldBe(["RS256", "ES256"]);
    }

    private static JsonObject Header(string token) =>
        ObjectReader.Read(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string NewRsaKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private ServiceAccountTokenAuthenticator Authenticator() =>
        new(new TokenCodec(keys), options, new LocalObjects(resources.Catalog, time, "test"), time);

    private async Task<string> TokenAsync(string body) => (await RequestAsync(body))["status"]!["token"]!.GetValue<string>();

    private async Task<JsonObject> RequestAsync(string body, string account = "robot")
    {
        var creator = new TokenRequestCreator(new TokenCodec(keys), options, new LocalObjects(resources.Catalog, time, "test"), time);
        var context = Context(account);
        return (await creator.CreateAsync(context, (JsonObject)JsonNode.Parse(body)!, default)).ToTree();
    }

    private OperationContext Context(string account) => new()
    {
        User = UserInfo.Anonymous,
        Resource = new GroupVersionResource("", "v1", "serviceaccounts"),
        Subresource = "token",
        Namespace = "ns",
        Name = account,
        Now = time.GetUtcNow(),
    };
}
