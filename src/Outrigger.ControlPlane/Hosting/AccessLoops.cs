using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.AccessFiles;
using Outrigger.ControlPlane.Jwt;
using Outrigger.ControlPlane.Modes;
using Outrigger.ControlPlane.Rbac;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Server.Authentication;
using Outrigger.Server.Metrics;
using Outrigger.Server.Reviewing;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>
/// Authentication by tokens and authorization, put together from the options: in the order of kube-apiserver, what is here before what
/// asks others. Follows the configuration files.
/// </summary>
internal sealed class AccessLoops : IAsyncDisposable
{
    private static readonly TimeSpan WebhookLimit = TimeSpan.FromSeconds(30);

    private readonly AccessOptions options;
    private readonly AccessMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly JwtAuthenticators issuers;
    private readonly ReviewEndpoint? webhook;
    private Task following = Task.CompletedTask;

    public AccessLoops(AccessOptions options, RbacState rbac, AccessMetrics metrics, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        issuers = new JwtAuthenticators(options.Issuers, metrics.Tokens, time, logger);
        webhook = options.TokenWebhook is { } hook ? ReviewEndpoint.Of(hook.Connection, WebhookLimit, time) : null;
        Authorizers = new AuthorizerChain(options.Authorizers, rbac, metrics, time, logger);
    }

    public AuthorizerChain Authorizers { get; }

    /// <summary>The given ones, then service accounts, then issuers, then the webhook.</summary>
    public IReadOnlyList<ITokenAuthenticator> Tokens(
        IReadOnlyList<ITokenAuthenticator> given, ITokenAuthenticator serviceAccounts, TokenOptions tokens)
    {
        var own = tokens.ApiAudiences;
        List<ITokenAuthenticator> all = [.. given.Select(g => new AudienceAgnosticTokens(g, own)), serviceAccounts, new AudienceAgnosticTokens(issuers, own)];
        if (options.TokenWebhook is { } hook && webhook is not null)
        {
            all.Add(new CachedTokenAuthenticator(
                new TokenReviewAuthenticator("token-webhook", webhook, hook.Version, own, time, logger), hook.CacheTtl, hook.CacheTtl, time));
        }

        return all;
    }

    /// <summary>Begins to read the issuers' keys and to follow the files, in the background.</summary>
    public void Start(TokenOptions tokens, CancellationToken stop)
    {
        issuers.Start();
        following = Task.WhenAll(Followers(tokens).Select(f => f.RunAsync(stop)));
    }

    public async ValueTask DisposeAsync()
    {
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await issuers.DisposeAsync().ConfigureAwait(false);
        webhook?.Dispose();
        Authorizers.Dispose();
    }

    private static bool IsOpen(AuthorizerSettings authorizer) => authorizer.Type == AuthorizerType.AlwaysAllow;

    private IEnumerable<FileFollower> Followers(TokenOptions tokens)
    {
        if (options.AuthenticationFile is { } authentication)
        {
            // who is anonymous is settled when the server starts, as in kube-apiserver
            var anonymous = AuthenticationFileReader.Read(authentication.Text, tokens.Issuers).Anonymous;
            yield return new FileFollower("authentication", authentication.Path, authentication.Text, metrics.Files, time, logger)
            {
                Apply = (text, cancellationToken) =>
                {
                    var file = AuthenticationFileReader.Read(text, tokens.Issuers);
                    return Equals(file.Anonymous, anonymous)
                        ? issuers.ReplaceAsync(file.Issuers, cancellationToken)
                        : throw new AccessFileException(["anonymous: Forbidden: changed from initial configuration file"]);
                },
            };
        }

        if (options.AuthorizationFile is { } authorization)
        {
            yield return new FileFollower("authorization", authorization.Path, authorization.Text, metrics.Files, time, logger)
            {
                Apply = (text, _) =>
                {
                    var settings = AuthorizationFileReader.Read(text, time);
                    var missing = options.Authorizers.Where(a => a.Type != AuthorizerType.Webhook && !settings.Any(s => s.Type == a.Type)).ToList();
                    if (missing.Count > 0)
                    {
                        throw new AccessFileException([$"missing required types: [{string.Join(' ', missing.Select(m => m.Type))}]"]);
                    }

                    // who is anonymous was settled without it
                    if (settings.Any(IsOpen) && !options.Authorizers.Any(IsOpen))
                    {
                        throw new AccessFileException(["AlwaysAllow: Forbidden: not in initial configuration file"]);
                    }

                    Authorizers.Replace(settings);
                    return Task.FromResult<string?>(null);
                },
            };
        }
    }
}
