using Outrigger.Server.Authorization;

namespace Outrigger.Cli.LocalNode;

/// <summary>Asks for the right to the node that a path of a kubelet stands for: nodes/metrics, nodes/stats, else nodes/proxy.</summary>
internal sealed class KubeletAuthorizer(string node, IAuthorizer inner) : IAuthorizer
{
    public string Name => $"Kubelet{inner.Name}";

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) => inner.AuthorizeAsync(
        new AuthorizationRequest(request.User, request.Verb, IsResource: true, request.Path)
        {
            Version = "v1",
            Resource = "nodes",
            Subresource = Below(request.Path, "/metrics") ? "metrics" : Below(request.Path, "/stats") ? "stats" : "proxy",
            Name = node,
        },
        cancellationToken);

    private static bool Below(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');
}
