using Outrigger.Server.Authorization;

namespace Outrigger.Server.Extension;

/// <summary>Lets everybody use some paths, the health pages by default, so that a kubelet's probe needs no rights.</summary>
/// <param name="paths">To the letter; one that ends in <c>*</c> means all that begin so.</param>
internal sealed class AllowedPathsAuthorizer(IReadOnlyList<string> paths) : IAuthorizer
{
    public string Name => "AllowedPaths";

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        new(!request.IsResource && paths.Any(p => Covers(p, request.Path))
            ? new AuthorizationDecision(AuthorizationVerdict.Allow, "")
            : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));

    private static bool Covers(string own, string path) =>
        own.EndsWith('*') ? path.StartsWith(own[..^1], StringComparison.Ordinal) : string.Equals(path, own, StringComparison.Ordinal);
}
