using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>All checks in the order in which they are made.</summary>
internal static class CheckList
{
    /// <summary>Once for the main server.</summary>
    public static IReadOnlyList<ICheck> MainServer() => [new MainServerCheck(), new FrontProxyConfigCheck()];

    /// <summary>For each APIService.</summary>
    public static IReadOnlyList<ICheck> ApiService() =>
    [
        new ApiServiceCheck(),
        new AvailableCheck(),
        new ServiceCheck(),
        new PodsCheck(),
        new EndpointsCheck(),
        new NameResolutionCheck(),
        new ConnectCheck(),
        new HandshakeCheck(),
        new BundleCheck(),
        new CertificateTimeCheck(),
        new CertificateNameCheck(),
        new CertificateChainCheck(),
        new FrontProxyCheck(),
        new IdentityHeadersCheck(),
        new DelegatorCheck(),
        new ReaderCheck(),
        new DiscoveryCheck(),
        new OpenApiCheck(),
        new PrioritiesCheck(),
        new LocalKindsCheck(),
        new CallCheck(),
        new StorageCheck(),
    ];
}
