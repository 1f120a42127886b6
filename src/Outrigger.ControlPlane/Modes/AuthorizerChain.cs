using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Server.Authorization;
using Outrigger.Server.Metrics;
using Outrigger.Server.Reviewing;

namespace Outrigger.ControlPlane.Modes;

/// <summary>
/// The authorizers of the configuration, asked in order; they may be exchanged while requests are under way. system:masters is let
/// through before them, by whoever asks.
/// </summary>
internal sealed class AuthorizerChain : IAuthorizer, IDisposable
{
    private static readonly PolicyRule Everything = new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] };
    private static readonly PolicyRule EveryPath = new() { Verbs = ["*"], NonResourceUrls = ["*"] };

    private readonly RbacState rbac;
    private readonly AccessMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private volatile Chain chain;

    public AuthorizerChain(
        IReadOnlyList<AuthorizerSettings> settings, RbacState rbac, AccessMetrics metrics, TimeProvider time, ILogger logger)
    {
        this.rbac = rbac;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        chain = Make(settings);
    }

    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        chain.Whole.AuthorizeAsync(request, cancellationToken);

    /// <summary>What a user may do in a namespace.</summary>
    public UserRules RulesOf(UserInfo user, string ns)
    {
        var rules = new List<PolicyRule>();
        var problems = new List<string>();
        var incomplete = false;
        foreach (var link in chain.Links)
        {
            switch (link.Settings.Type)
            {
                case AuthorizerType.RBAC:
                    rules.AddRange(rbac.Current.RulesOf(user, ns));
                    problems.AddRange(RbacAuthorizer.MissingRoles(rbac.Current, user, ns));
                    break;
                case AuthorizerType.AlwaysAllow:
                    rules.AddRange([Everything, EveryPath]);
                    break;
                case AuthorizerType.Webhook:
                    incomplete = true;
                    problems.Add("webhook authorizer does not support user rule resolution");
                    break;
            }
        }

        return new UserRules(rules, incomplete, problems);
    }

    /// <summary>Takes other authorizers over; requests under way end with those that they began with.</summary>
    public void Replace(IReadOnlyList<AuthorizerSettings> settings) => chain = Make(settings);

    public void Dispose()
    {
        foreach (var link in chain.Links)
        {
            link.Endpoint?.Dispose();
        }
    }

    private Chain Make(IReadOnlyList<AuthorizerSettings> settings)
    {
        Link[] links = [.. settings.Select(Make)];

        // the usual case costs nothing
        return new Chain(links, links is [var only] ? only.Authorizer : new AuthorizerUnion([.. links.Select(l => l.Authorizer)], trustMasters: false));
    }

    private Link Make(AuthorizerSettings settings)
    {
        ReviewEndpoint? endpoint = null;
        IAuthorizer authorizer = settings.Type switch
        {
            AuthorizerType.RBAC => new RbacAuthorizer(rbac),
            AuthorizerType.AlwaysAllow => new FixedAuthorizer("AlwaysAllow", new(AuthorizationVerdict.Allow, "")),
            AuthorizerType.AlwaysDeny => new FixedAuthorizer("AlwaysDeny", new(AuthorizationVerdict.NoOpinion, "Everything is forbidden.")),
            _ => Webhook(settings, endpoint = ReviewEndpoint.Of(
                settings.Connection!, settings.Timeout, time, (result, took) => metrics.Webhooks.Called(settings.Name, result, took))),
        };
        return new Link(settings, new CountedAuthorizer(settings, authorizer, metrics), endpoint);
    }

    private AccessReviewAuthorizer Webhook(AuthorizerSettings settings, ReviewEndpoint endpoint) =>
        new(settings.Review!, endpoint, metrics.Webhooks, time, logger);

    private sealed record Chain(Link[] Links, IAuthorizer Whole);

    private sealed record Link(AuthorizerSettings Settings, IAuthorizer Authorizer, ReviewEndpoint? Endpoint);
}
