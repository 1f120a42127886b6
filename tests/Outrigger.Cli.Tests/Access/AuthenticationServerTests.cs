using Outrigger.ApiMachinery.Errors;
using System.Text.Json.Nodes;
using Outrigger.Cli.Options;
using Outrigger.Cli.Tests.Stores;
using Outrigger.TestKit;
using Outrigger.TestKit.Issuers;
using Outrigger.TestKit.Reviews;

namespace Outrigger.Cli.Tests.Access;

/// <summary>Whole servers that believe an issuer of tokens, or a webhook.</summary>
public sealed class AuthenticationServerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Up_OidcFlags_LetTheIssuersUsersIn()
    {
        await using var issuer = await TestIssuer.StartAsync();
        File.WriteAllText(folder["issuer.crt"], issuer.Pem);
        await using var server = await RunningServer.StartAsync(Options with
        {
            Authentication = new AuthenticationOptions
            {
                Oidc = new OidcOptions
                {
                    IssuerUrl = issuer.Url,
                    ClientId = "client",
                    CaFile = folder["issuer.crt"],
                    GroupsClaim = "roles",
                    GroupsPrefix = "oidc:",
                    RequiredClaims = ["tenant=a,b"],
                },
            },
        });

        (await KnownAsync(server, issuer, c => (c["tenant"], c["roles"]) = ("a,b", "dev"))).ShouldBe($"{issuer.Url}#ann [oidc:dev system:authenticated]");
        (await WhoAsync(server, issuer, c => c["tenant"] = "b")).ShouldBe("401");
        (await WhoAsync(server, issuer, c => (c["tenant"], c["aud"]) = ("a,b", "other"))).ShouldBe("401");
        (await TokenReviewAsync(server, issuer.Token(Claims(issuer, c => c["tenant"] = "b")))).ShouldContain("the required claim tenant has another value");
    }

    [Fact]
    public async Task Up_IssuerDown_StartsAndLetsItsUsersInWhenItIsBack()
    {
        await using var issuer = await TestIssuer.StartAsync();
        issuer.Fault = IssuerFault.Down;
        await using var server = await RunningServer.StartAsync(Options with { Authentication = new AuthenticationOptions { ConfigFile = Config(issuer) } }, clock);
        (await server.Client.CodeAsync("/readyz")).ShouldBe(200);
        (await WhoAsync(server, issuer, _ => { })).ShouldBe("401");
        (await server.Anonymous().WhoAsync()).ShouldBe("403");

        issuer.Fault = IssuerFault.None;

        (await KnownAsync(server, issuer, _ => { })).ShouldBe("oidc:ann [system:authenticated]");
    }

    [Fact]
    public async Task Up_AuthenticationConfig_IsFollowedAndTheLastGoodOneStays()
    {
        await using var first = await TestIssuer.StartAsync();
        await using var second = await TestIssuer.StartAsync();
        var config = Config(first);
        await using var server = await RunningServer.StartAsync(Options with { Authentication = new AuthenticationOptions { ConfigFile = config } }, clock);
        await KnownAsync(server, first, _ => { });

        // who is anonymous is settled at the start
        File.AppendAllText(Config(second), "\nanonymous: {enabled: false}\n");
        await MetricAsync(server, "apiserver_authentication_config_controller_automatic_reloads_total{status=\"failure\"}");
        (await WhoAsync(server, first, _ => { })).ShouldBe("oidc:ann [system:authenticated]");
        (await WhoAsync(server, second, _ => { })).ShouldBe("401");

        Config(second);
        await MetricAsync(server, "apiserver_authentication_config_controller_automatic_reloads_total{status=\"success\"}");
        (await WhoAsync(server, second, _ => { })).ShouldBe("oidc:ann [system:authenticated]");
        (await WhoAsync(server, first, _ => { })).ShouldBe("401");
    }

    [Fact]
    public async Task Up_AnonymousConditions_LetStrangersInThereAlone()
    {
        File.WriteAllText(
            folder["auth.yaml"],
            """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}
            """);
        await using var server = await RunningServer.StartAsync(Options with { Authentication = new AuthenticationOptions { ConfigFile = folder["auth.yaml"] } });
        using var stranger = server.Anonymous();

        (await stranger.CodeAsync("/livez")).ShouldBe(200);
        (await stranger.CodeAsync("/readyz")).ShouldBe(200);
        (await stranger.CodeAsync("/livez/ping")).ShouldBe(401);
        (await stranger.CodeAsync("/version")).ShouldBe(401);
        (await stranger.CodeAsync("/healthz")).ShouldBe(401);
    }

    [Fact]
    public async Task Up_AnonymousAuthFalse_LetsNobodyIn()
    {
        await using var server = await RunningServer.StartAsync(Options with { Authentication = new AuthenticationOptions { Anonymous = "false" } });
        using var stranger = server.Anonymous();

        (await stranger.CodeAsync("/livez")).ShouldBe(401);
        (await server.Client.CodeAsync("/livez")).ShouldBe(200);
    }

    [Theory]
    [InlineData("", "authentication.k8s.io/v1beta1")]
    [InlineData("v1", "authentication.k8s.io/v1")]
    public async Task Up_TokenWebhook_IsAskedOnceForEachTokenThatNobodyKnows(string version, string apiVersion)
    {
        await using var hook = await ReviewServer.StartAsync(spec => (string?)spec["token"] == "good"
            ? new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = new JsonObject { ["username"] = "bob", ["uid"] = "7", ["groups"] = new JsonArray("ops"), ["extra"] = new JsonObject { ["k"] = new JsonArray("v") } },
            }
            : []);
        File.WriteAllText(folder["hook.yaml"], hook.Kubeconfig());
        File.WriteAllText(folder["tokens.csv"], "known,carol,1\n");
        await using var server = await RunningServer.StartAsync(Options with
        {
            TokenAuthFile = folder["tokens.csv"],
            Authentication = new AuthenticationOptions { TokenWebhookConfigFile = folder["hook.yaml"], TokenWebhookVersion = version, ApiAudiences = ["here", "there"] },
        });

        using var good = server.WithToken("good");
        using var bad = server.WithToken("bad");
        using var known = server.WithToken("known");
        (await good.WhoAsync()).ShouldBe("bob [ops system:authenticated]");
        (await good.WhoAsync()).ShouldBe("bob [ops system:authenticated]");
        (await bad.WhoAsync()).ShouldBe("401");
        (await bad.WhoAsync()).ShouldBe("401");
        (await known.WhoAsync()).ShouldBe("carol [system:authenticated]");

        hook.Asked.Select(a => (string?)a["spec"]!["token"]).ShouldBe(["good", "bad"]);
        hook.Asked[0]["spec"]!["audiences"]!.ToJsonString().ShouldBe("""["here","there"]""");
        ((string?)hook.Asked[0]["apiVersion"]).ShouldBe(apiVersion);
        hook.Targets.ShouldAllBe(t => t == "/review?timeout=30s");
    }

    [Fact]
    public async Task Up_ApiAudiences_AreWhatServiceAccountTokensAreFor()
    {
        await using var server = await RunningServer.StartAsync(Options with
        {
            ServiceAccountIssuers = ["https://issuer.example.com", "https://older.example.com"],
            Authentication = new AuthenticationOptions { ApiAudiences = ["api"] },
        });
        await Eventually.TrueAsync(() => HasAsync(server, "/api/v1/namespaces/default/serviceaccounts/default"), "the account that a controller makes");
        var answer = await server.Client.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", new JsonObject { ["spec"] = new JsonObject() }, CancellationToken.None);
        answer["spec"]!["audiences"]!.ToJsonString().ShouldBe("""["api"]""");
        using var account = server.WithToken((string)answer["status"]!["token"]!);
        (await account.WhoAsync()).ShouldStartWith("system:serviceaccount:default:default [");

        var other = await server.Client.SendAsync(
            HttpMethod.Post,
            "/api/v1/namespaces/default/serviceaccounts/default/token",
            new JsonObject { ["spec"] = new JsonObject { ["audiences"] = new JsonArray("https://issuer.example.com") } },
            CancellationToken.None);
        using var stranger = server.WithToken((string)other["status"]!["token"]!);
        (await stranger.WhoAsync()).ShouldBe("401");
    }

    private static async ValueTask<bool> HasAsync(RunningServer server, string path)
    {
        try
        {
            await server.Client.SendAsync(HttpMethod.Get, path, null, CancellationToken.None);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return false;
        }
    }

    [Fact]
    public async Task Metrics_OfAttempts_CountUsersInAFewSorts()
    {
        File.WriteAllText(folder["tokens.csv"], "t1,ann@example.com,1\nt2,bob,2\n");
        await using var server = await RunningServer.StartAsync(Options with { TokenAuthFile = folder["tokens.csv"] });
        foreach (var token in (string[])["t1", "t2", "bad"])
        {
            using var client = server.WithToken(token);
            await client.WhoAsync();
        }

        foreach (var line in (string[])
        [
            "authenticated_user_requests{username=\"email_id\"}", "authenticated_user_requests{username=\"other\"}",
            "authentication_attempts{result=\"success\"}", "authentication_attempts{result=\"failure\"}",
            "authentication_duration_seconds_count{result=\"success\"}", "authorization_attempts_total{result=\"allowed\"}",
            "apiserver_authorization_decisions_total{type=\"RBAC\",name=\"rbac\",decision=\"allowed\"}",
        ])
        {
            await MetricAsync(server, line);
        }
    }

    private UpOptions Options => new() { DataDirectory = folder["data"], Storage = "memory" };

    private static JsonObject Claims(TestIssuer issuer, Action<JsonObject> change)
    {
        var claims = issuer.Claims(TimeProvider.System.GetUtcNow());
        claims["nonce"] = Guid.NewGuid().ToString();
        change(claims);
        return claims;
    }

    private static async Task<string> WhoAsync(RunningServer server, TestIssuer issuer, Action<JsonObject> change)
    {
        using var client = server.WithToken(issuer.Token(Claims(issuer, change)));
        return await client.WhoAsync();
    }

    // the keys are read in the background
    private async Task<string> KnownAsync(RunningServer server, TestIssuer issuer, Action<JsonObject> change)
    {
        var who = "";
        await Eventually.TrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(500));
                return (who = await WhoAsync(server, issuer, change)) != "401";
            },
            "the issuer's keys known", TimeSpan.FromSeconds(60));
        return who;
    }

    private static async Task<string> TokenReviewAsync(RunningServer server, string token) => (await server.Client.SendAsync(
        HttpMethod.Post,
        "/apis/authentication.k8s.io/v1/tokenreviews",
        new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenReview", ["spec"] = new JsonObject { ["token"] = token } },
        CancellationToken.None)).ToJsonString();

    private Task MetricAsync(RunningServer server, string line) => Eventually.TrueAsync(
        async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            return (await server.Client.GetTextAsync("/metrics", CancellationToken.None)).Contains($"\n{line} ", StringComparison.Ordinal);
        },
        line, TimeSpan.FromSeconds(60));

    private string Config(TestIssuer issuer)
    {
        File.WriteAllText(
            folder["auth.yaml"],
            $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: {{issuer.Url}}
                certificateAuthority: |
                  {{issuer.Pem.ReplaceLineEndings("\n      ")}}
                audiences: [client, other-client]
                audienceMatchPolicy: MatchAny
              claimMappings:
                username: {claim: sub, prefix: "oidc:"}
                groups: {claim: groups, prefix: "oidc:"}
            """);
        return folder["auth.yaml"];
    }
}
