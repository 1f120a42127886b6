using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Modes;

/// <summary>Says the same of every request: AlwaysAllow, AlwaysDeny.</summary>
internal sealed class FixedAuthorizer(string name, AuthorizationDecision decision) : IAuthorizer
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) => new(decision);
}
