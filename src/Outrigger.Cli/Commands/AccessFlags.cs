using System.CommandLine;
using Outrigger.Cli.Options;

namespace Outrigger.Cli.Commands;

/// <summary>The flags of <c>up</c> that say who is let in and what decides what they may do.</summary>
internal sealed class AccessFlags
{
    private readonly Option<string> config = Flag.Text("--authentication-config", "FILE", "AuthenticationConfiguration (apiserver.config.k8s.io/v1): issuers of tokens (OpenID Connect), where anonymous callers are let in; read again when it changes");
    private readonly Option<string[]> audiences = Flag.List("--api-audiences", "NAMES", "What tokens must be for (default the service-account issuer)");
    private readonly Option<string> anonymous = new("--anonymous-auth")
    {
        HelpName = "[=false]",
        Description = "Whether callers without credentials are let in as system:anonymous (default true)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> issuer = Flag.Text("--oidc-issuer-url", "URL", "An issuer of tokens (OpenID Connect); https");
    private readonly Option<string> client = Flag.Text("--oidc-client-id", "ID", "What its tokens must be for");
    private readonly Option<string> ca = Flag.Text("--oidc-ca-file", "FILE", "Authority of its certificate, PEM (default the machine's)");
    private readonly Option<string> usernameClaim = Flag.Text("--oidc-username-claim", "CLAIM", "The claim with the user name (default sub)");
    private readonly Option<string> usernamePrefix = Flag.Text("--oidc-username-prefix", "TEXT", "What goes before user names; - for nothing (default URL#, nothing for the claim email)");
    private readonly Option<string> groupsClaim = Flag.Text("--oidc-groups-claim", "CLAIM", "The claim with the groups (default none)");
    private readonly Option<string> groupsPrefix = Flag.Text("--oidc-groups-prefix", "TEXT", "What goes before groups (default nothing)");
    private readonly Option<string[]> required = Flag.List("--oidc-required-claim", "CLAIM=VALUE", "A claim that must be there; may be given more than once");
    private readonly Option<string[]> algorithms = Flag.List("--oidc-signing-algs", "NAMES", "How its tokens may be signed (default RS256)");
    private readonly Option<string> tokenHook = Flag.Text("--authentication-token-webhook-config-file", "FILE", "A server that is asked about tokens that nobody else knows, as a kubeconfig");
    private readonly Option<string> tokenHookVersion = Flag.Text("--authentication-token-webhook-version", "VERSION", "Of the TokenReviews it is sent: v1 or v1beta1 (default v1beta1)");
    private readonly Option<string> tokenHookTtl = Flag.Text("--authentication-token-webhook-cache-ttl", "DURATION", "How long its answers are believed (default 2m)");

    private readonly Option<string[]> modes = Flag.List("--authorization-mode", "MODES", "What decides, in order: RBAC, Webhook, AlwaysAllow, AlwaysDeny (default RBAC)");
    private readonly Option<string> authorizationConfig = Flag.Text("--authorization-config", "FILE", "The same as AuthorizationConfiguration (apiserver.config.k8s.io/v1), for several webhooks; read again when it changes");
    private readonly Option<string> hook = Flag.Text("--authorization-webhook-config-file", "FILE", "The server that the mode Webhook asks, as a kubeconfig");
    private readonly Option<string> hookVersion = Flag.Text("--authorization-webhook-version", "VERSION", "Of the SubjectAccessReviews it is sent: v1 or v1beta1 (default v1beta1)");
    private readonly Option<string> hookAuthorized = Flag.Text("--authorization-webhook-cache-authorized-ttl", "DURATION", "How long an allowance is believed (default 5m)");
    private readonly Option<string> hookUnauthorized = Flag.Text("--authorization-webhook-cache-unauthorized-ttl", "DURATION", "How long a refusal is believed (default 30s)");

    public IReadOnlyList<OptionSection> Sections =>
    [
        new("Tokens of others", [config, audiences, anonymous, issuer, client, ca, usernameClaim, usernamePrefix, groupsClaim, groupsPrefix, required, algorithms, tokenHook, tokenHookVersion, tokenHookTtl]),
        new("Authorization", [modes, authorizationConfig, hook, hookVersion, hookAuthorized, hookUnauthorized]),
    ];

    public AuthenticationOptions Authentication(ParseResult result) => new()
    {
        ConfigFile = result.GetValue(config) ?? "",
        ApiAudiences = Flag.Values(result, audiences),
        Anonymous = result.GetResult(anonymous) is null ? null : result.GetValue(anonymous) ?? "",
        TokenWebhookConfigFile = result.GetValue(tokenHook) ?? "",
        TokenWebhookVersion = result.GetValue(tokenHookVersion) ?? "",
        TokenWebhookCacheTtl = result.GetValue(tokenHookTtl) ?? "",
        Oidc = new OidcOptions
        {
            IssuerUrl = result.GetValue(issuer) ?? "",
            ClientId = result.GetValue(client) ?? "",
            CaFile = result.GetValue(ca) ?? "",
            UsernameClaim = result.GetValue(usernameClaim) ?? "",
            UsernamePrefix = result.GetValue(usernamePrefix) ?? "",
            GroupsClaim = result.GetValue(groupsClaim) ?? "",
            GroupsPrefix = result.GetValue(groupsPrefix) ?? "",

            // a value may hold commas
            RequiredClaims = result.GetValue(required) ?? [],
            SigningAlgorithms = Flag.Values(result, algorithms),
        },
    };

    public AuthorizationOptions Authorization(ParseResult result) => new()
    {
        Modes = Flag.Values(result, modes),
        ConfigFile = result.GetValue(authorizationConfig) ?? "",
        WebhookConfigFile = result.GetValue(hook) ?? "",
        WebhookVersion = result.GetValue(hookVersion) ?? "",
        WebhookAuthorizedTtl = result.GetValue(hookAuthorized) ?? "",
        WebhookUnauthorizedTtl = result.GetValue(hookUnauthorized) ?? "",
    };
}
