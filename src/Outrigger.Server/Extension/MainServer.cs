using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Server.Delegation;
using Outrigger.Server.Reviewing;

namespace Outrigger.Server.Extension;

/// <summary>How an extension server asks the main server.</summary>
/// <param name="Authentication">For the authentication ConfigMap and the start-up check.</param>
/// <param name="Authorization">For the start-up check.</param>
/// <param name="Tokens">Answers TokenReviews.</param>
/// <param name="Access">Answers SubjectAccessReviews.</param>
internal sealed record MainServer(
    KubernetesClient Authentication, KubernetesClient Authorization, ReviewEndpoint Tokens, ReviewEndpoint Access) : IDisposable
{
    /// <summary>Throws <see cref="ClientConfigException"/> when a kubeconfig is bad, or when there is none outside a pod.</summary>
    public static MainServer Connect(ExtensionServerOptions options, TimeProvider time)
    {
        var authentication = Config(options.AuthenticationKubeconfig ?? options.Kubeconfig, time);
        var authorization = Config(options.AuthorizationKubeconfig ?? options.Kubeconfig, time);
        return new MainServer(
            new KubernetesClient(authentication, time),
            new KubernetesClient(authorization, time),
            ReviewEndpoint.Of(authentication, "authentication.k8s.io", "tokenreviews", DelegationConstants.Timeout, time),
            ReviewEndpoint.Of(authorization, "authorization.k8s.io", "subjectaccessreviews", DelegationConstants.Timeout, time));
    }

    public void Dispose()
    {
        Authentication.Dispose();
        Authorization.Dispose();
        Tokens.Dispose();
        Access.Dispose();
    }

    private static ClientConfig Config(string? kubeconfig, TimeProvider time) =>
        kubeconfig is null ? InClusterConfig.Load(time) : Kubeconfig.Load(kubeconfig).ToClientConfig(time);
}
