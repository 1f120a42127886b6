using Outrigger.Server.Authorization;

namespace Outrigger.Server.Extension;

/// <summary>Lets everybody read the health pages, so that a kubelet's probe needs no rights (k8s.io/apiserver's always-allow paths).</summary>
internal sealed class HealthPathsAuthorizer : IAuthorizer
{
    public string Name => "HealthPaths";

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        new(!request.IsResource && request.Path is "/healthz" or "/livez" or "/readyz"
            ? new AuthorizationDecision(AuthorizationVerdict.Allow, "")
            : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));
}
