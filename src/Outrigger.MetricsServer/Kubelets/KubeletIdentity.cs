using System.Net;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Server.Networking;

namespace Outrigger.MetricsServer.Kubelets;

/// <summary>
/// Who may be taken for a node's kubelet. A node's status is written by the node: an address in it must not lead the token elsewhere. Beside
/// the authority and the name, which every certificate is checked for.
/// </summary>
internal static class KubeletIdentity
{
    private const string NodePrefix = "system:node:";

    // a name that every API server's certificate has and no kubelet's
    private const string ApiServerName = "kubernetes.default.svc";

    /// <summary>Why a certificate that is good for the address is not this node's; null when it may be.</summary>
    public static string? Refusal(X509Certificate2 certificate, string node)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (name.StartsWith(NodePrefix, StringComparison.Ordinal) && name[NodePrefix.Length..] != node)
        {
            return $"its certificate is the one of the node {name[NodePrefix.Length..]}";
        }

        return certificate.MatchesHostname(ApiServerName, allowWildcards: false, allowCommonName: false)
            ? "its certificate is an API server's, not a kubelet's"
            : null;
    }

    /// <summary>Why no kubelet is asked at an address; null when it may be one.</summary>
    public static string? Refusal(IPAddress address, bool allowLoopback) => SpecialAddress.Classify(address) switch
    {
        SpecialAddressKind.None => null,
        SpecialAddressKind.Loopback => allowLoopback ? null : $"{address} is this machine: allow it with --kubelet-allow-loopback if the node is meant to be here",
        SpecialAddressKind.LinkLocal => $"{address} is a link-local address, which no kubelet has",
        _ => $"{address} is no address of a kubelet",
    };
}
