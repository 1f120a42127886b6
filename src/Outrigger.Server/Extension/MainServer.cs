using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Extension;

/// <summary>The clients with which an extension server asks the main server.</summary>
/// <param name="Authentication">For TokenReviews and the authentication ConfigMap.</param>
/// <param name="Authorization">For SubjectAccessReviews.</param>
internal sealed record MainServer(KubernetesClient Authentication, KubernetesClient Authorization) : IDisposable
{
    /// <summary>Throws <see cref="ClientConfigException"/> when a kubeconfig is bad, or when there is none outside a pod.</summary>
    public static MainServer Connect(ExtensionServerOptions options, TimeProvider time) => new(
        Client(options.AuthenticationKubeconfig ?? options.Kubeconfig, time),
        Client(options.AuthorizationKubeconfig ?? options.Kubeconfig, time));

    public void Dispose()
    {
        Authentication.Dispose();
        Authorization.Dispose();
    }

    private static KubernetesClient Client(string? kubeconfig, TimeProvider time) =>
        new(kubeconfig is null ? InClusterConfig.Load(time) : Kubeconfig.Load(kubeconfig).ToClientConfig(time), time);
}
