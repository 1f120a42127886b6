using System.CommandLine;
using Outrigger.Cli.Commands;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.ControlPlane.Modes;
using Outrigger.Server.Authentication;

namespace Outrigger.Cli.Tests.Options;

public sealed class AccessOptionsReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public AccessOptionsReaderTests() => File.WriteAllText(
        folder["hook.yaml"],
        """
        apiVersion: v1
        kind: Config
        current-context: x
        clusters: [{name: x, cluster: {server: "https://hook.example.com/x"}}]
        contexts: [{name: x, context: {cluster: x, user: ""}}]
        """);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_Nothing_IsRbacAndAnonymousCallersAndNoIssuers()
    {
        var model = Read();
        model.Access.Authorizers.Select(a => a.Type).ShouldBe([AuthorizerType.RBAC]);
        model.Anonymous.ShouldBe(AnonymousAccess.Everywhere);
        model.Access.Issuers.ShouldBeEmpty();
        (model.Tokens.Issuer, model.Tokens.ApiAudiences[0]).ShouldBe(("https://kubernetes.default.svc", "https://kubernetes.default.svc"));
    }

    [Fact]
    public void Read_OidcFlags_AreAnIssuer()
    {
        var issuer = Read(
            "--oidc-issuer-url=https://issuer.example.com", "--oidc-client-id=client", "--oidc-groups-claim=roles", "--oidc-groups-prefix=g:",
            "--oidc-required-claim=a=b,c", "--oidc-required-claim=d=e", "--oidc-signing-algs=ES256,RS256").Access.Issuers.ShouldHaveSingleItem();

        (issuer.Username.Claim, issuer.Username.Prefix).ShouldBe(("sub", "https://issuer.example.com#"));
        (issuer.Groups!.Claim, issuer.Groups.Prefix).ShouldBe(("roles", "g:"));
        issuer.Audiences.ShouldBe(["client"]);
        issuer.RequiredClaims.ShouldBe(new Dictionary<string, string> { ["a"] = "b,c", ["d"] = "e" });
        issuer.Algorithms.ShouldBe(["ES256", "RS256"]);
    }

    [Theory]
    [InlineData("sub", "", "https://issuer.example.com#")]
    [InlineData("email", "", "")]
    [InlineData("sub", "-", "")]
    [InlineData("email", "x:", "x:")]
    public void Read_UsernamePrefix_IsTheReferences(string claim, string prefix, string expected)
    {
        var issuer = Read("--oidc-issuer-url=https://issuer.example.com", "--oidc-client-id=c", $"--oidc-username-claim={claim}", $"--oidc-username-prefix={prefix}")
            .Access.Issuers.ShouldHaveSingleItem();
        (issuer.Username.Prefix, issuer.Groups, string.Join(',', issuer.Algorithms)).ShouldBe((expected, null, "RS256"));
    }

    [Theory]
    [InlineData("--oidc-issuer-url and --oidc-client-id go together", "--oidc-issuer-url=https://x")]
    [InlineData("--oidc-issuer-url and --oidc-client-id go together", "--oidc-groups-claim=x")]
    [InlineData("--oidc-issuer-url: issuer.url: Invalid value: \"http://x\": URL scheme must be https", "--oidc-issuer-url=http://x", "--oidc-client-id=c")]
    [InlineData("must not overlap with disallowed issuers", "--oidc-issuer-url=https://kubernetes.default.svc", "--oidc-client-id=c")]
    [InlineData("must not overlap with disallowed issuers: [https://a https://b]", "--oidc-issuer-url=https://b", "--oidc-client-id=c", "--service-account-issuer=https://a", "--service-account-issuer=https://b")]
    [InlineData("--oidc-required-claim: \"x\" is not claim=value", "--oidc-issuer-url=https://x", "--oidc-client-id=c", "--oidc-required-claim=x")]
    [InlineData("--oidc-signing-algs: \"HS256\" is none of ES256", "--oidc-issuer-url=https://x", "--oidc-client-id=c", "--oidc-signing-algs=HS256")]
    [InlineData("--oidc-ca-file: cannot read", "--oidc-issuer-url=https://x", "--oidc-client-id=c", "--oidc-ca-file=/nonexistent")]
    [InlineData("--anonymous-auth: \"maybe\" is neither true nor false", "--anonymous-auth=maybe")]
    [InlineData("--authorization-mode: Node: the Node authorizer is not there", "--authorization-mode=Node,RBAC")]
    [InlineData("--authorization-mode: ABAC: ABAC is not supported", "--authorization-mode=ABAC")]
    [InlineData("--authorization-mode: rbac: is none of", "--authorization-mode=rbac")]
    [InlineData("--authorization-mode: RBAC is given twice", "--authorization-mode=RBAC,RBAC")]
    [InlineData("--authorization-webhook-config-file goes with the mode Webhook", "--authorization-mode=Webhook")]
    [InlineData("--authorization-webhook-config-file: /nonexistent: cannot read", "--authorization-mode=Webhook", "--authorization-webhook-config-file=/nonexistent")]
    [InlineData("--authorization-webhook-version: \"v2\" is neither", "--authorization-webhook-version=v2")]
    [InlineData("--authorization-webhook-cache-authorized-ttl: \"x\" is no duration", "--authorization-webhook-cache-authorized-ttl=x")]
    [InlineData("--authentication-token-webhook-version and --authentication-token-webhook-cache-ttl go with --authentication-token-webhook-config-file", "--authentication-token-webhook-version=v1")]
    [InlineData("--authentication-token-webhook-version and --authentication-token-webhook-cache-ttl go with --authentication-token-webhook-config-file", "--authentication-token-webhook-cache-ttl=1m")]
    [InlineData("--authorization-webhook-version and the --authorization-webhook-cache flags go with --authorization-webhook-config-file", "--authorization-webhook-version=v1")]
    [InlineData("--authorization-webhook-version and the --authorization-webhook-cache flags go with --authorization-webhook-config-file", "--authorization-webhook-cache-unauthorized-ttl=1m")]
    [InlineData("--authorization-config: cannot read", "--authorization-config=/nonexistent")]
    [InlineData("--authentication-config: cannot read", "--authentication-config=/nonexistent")]
    [InlineData("--authentication-token-webhook-config-file: /nonexistent: cannot read", "--authentication-token-webhook-config-file=/nonexistent")]
    [InlineData("--authentication-token-webhook-cache-ttl: \"x\" is no duration", "--authentication-token-webhook-cache-ttl=x")]
    [InlineData("--service-account-issuer: one is given twice", "--service-account-issuer=https://a", "--service-account-issuer=https://a")]
    [InlineData("--service-account-jwks-uri: \"http://a\" is no https URL", "--service-account-jwks-uri=http://a")]
    [InlineData("--service-account-max-token-expiration: \"30m\" is no duration from 1h", "--service-account-max-token-expiration=30m")]
    public void Read_WrongFlags_AreToldWithTheFix(string problem, params string[] args) =>
        Should.Throw<StartupException>(() => Read(args)).Problems.ShouldContain(p => p.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Read_FileAndFlagsForTheSame_ExcludeEachOther()
    {
        File.WriteAllText(folder["authn.yaml"], "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {enabled: true}\n");
        File.WriteAllText(folder["authz.yaml"], "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: [{type: RBAC, name: rbac}]\n");

        var problems = Should.Throw<StartupException>(() => Read(
            $"--authentication-config={folder["authn.yaml"]}", "--oidc-client-id=c", "--anonymous-auth=false",
            $"--authorization-config={folder["authz.yaml"]}", "--authorization-mode=RBAC")).Problems;

        problems.Count.ShouldBe(3);
        problems.ShouldContain(p => p.StartsWith("--authentication-config and the --oidc flags exclude each other", StringComparison.Ordinal));
        problems.ShouldContain(p => p.StartsWith("--anonymous-auth is given, and the file", StringComparison.Ordinal));
        problems.ShouldContain(p => p.StartsWith("--authorization-config excludes --authorization-mode", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_BadFile_TellsEveryFieldWithTheFlag()
    {
        File.WriteAllText(folder["authn.yaml"], "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: [{issuer: {url: x}}]\n");

        Should.Throw<StartupException>(() => Read($"--authentication-config={folder["authn.yaml"]}")).Problems
            .ShouldAllBe(p => p.StartsWith($"--authentication-config: {folder["authn.yaml"]}: jwt[0].", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Webhooks_HaveTheReferencesDefaults()
    {
        var access = Read(
            "--authorization-mode=Webhook,RBAC", $"--authorization-webhook-config-file={folder["hook.yaml"]}", "--authorization-webhook-cache-unauthorized-ttl=0",
            $"--authentication-token-webhook-config-file={folder["hook.yaml"]}").Access;

        access.Authorizers.Select(a => a.Type).ShouldBe([AuthorizerType.Webhook, AuthorizerType.RBAC]);
        var review = access.Authorizers[0].Review!;
        (review.Version, review.AuthorizedTtl, review.UnauthorizedTtl).ShouldBe(("v1beta1", TimeSpan.FromMinutes(5), TimeSpan.Zero));
        (access.TokenWebhook!.Version, access.TokenWebhook.CacheTtl).ShouldBe(("v1beta1", TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void Read_AnonymousAuth_IsOnUnlessEverybodyMayDoEverything()
    {
        Read("--anonymous-auth=false").Anonymous.ShouldBe(AnonymousAccess.Nowhere);
        Read("--anonymous-auth").Anonymous.ShouldBe(AnonymousAccess.Everywhere);
        Read("--authorization-mode=AlwaysAllow").Anonymous.ShouldBe(AnonymousAccess.Nowhere);
    }

    [Fact]
    public void Read_ServiceAccountFlags_SayHowTokensAreIssued()
    {
        var tokens = Read(
            "--service-account-issuer=https://a", "--service-account-issuer=https://b", "--service-account-jwks-uri=https://c/keys",
            "--service-account-max-token-expiration=24h").Tokens;

        (tokens.Issuer, tokens.JwksUri, tokens.MaxExpiration).ShouldBe(("https://a", "https://c/keys", TimeSpan.FromHours(24)));
        tokens.FurtherIssuers.ShouldBe(["https://b"]);
        tokens.ApiAudiences.ShouldBe(["https://a", "https://b"]);
        Read("--api-audiences=x,y").Tokens.ApiAudiences.ShouldBe(["x", "y"]);
    }

    private UpModel Read(params string[] args)
    {
        var flags = new UpFlags();
        var command = new Command("up");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        return UpOptionsReader.Read(flags.Read(command.Parse(Flag.Words([.. args, "--data-dir", folder["data"]]))), TimeProvider.System);
    }
}
