using Outrigger.Server.Authorization;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.Modes;

/// <summary>Counts what an authorizer of the chain decides.</summary>
internal sealed class CountedAuthorizer(AuthorizerSettings settings, IAuthorizer inner, AccessMetrics metrics) : IAuthorizer
{
    private readonly string type = settings.Type.ToString();

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        var decision = await inner.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        if (decision.Verdict != AuthorizationVerdict.NoOpinion)
        {
            metrics.Decided(type, settings.Name, decision.Verdict == AuthorizationVerdict.Allow ? "allowed" : "denied");
        }

        return decision;
    }
}
