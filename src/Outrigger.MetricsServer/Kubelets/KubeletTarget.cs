using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Options;

namespace Outrigger.MetricsServer.Kubelets;

/// <summary>Where the figures of a node are.</summary>
/// <param name="Host">A name or an IP address.</param>
/// <param name="Port">The port.</param>
/// <param name="Path">The path, without a query.</param>
internal sealed record KubeletTarget(string Host, int Port, string Path)
{
    /// <summary>Where a kubelet serves them.</summary>
    public const string UsualPath = "/metrics/resource";

    /// <summary>The address of a path below the kubelet's root.</summary>
    public Uri Uri => new UriBuilder(Uri.UriSchemeHttps, Host, Port, Path).Uri;

    /// <summary>Chooses the address by type, and the port (metrics-server's rules); throws when the node has no usable one.</summary>
    public static KubeletTarget Of(NodeView node, KubeletOptions options)
    {
        var address = options.PreferredAddressTypes
            .Select(type => node.Addresses.FirstOrDefault(a => a.Type == type)?.Address)
            .FirstOrDefault(a => a is not null);
        if (address is null)
        {
            throw new ScrapeException(
                ScrapeFailure.Address, $"the node has no address of the types {string.Join(", ", options.PreferredAddressTypes)} (--kubelet-preferred-address-types)");
        }

        if (Uri.CheckHostName(address) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
        {
            throw new ScrapeException(ScrapeFailure.Address, $"the node's address \"{address}\" is neither a name nor an IP address");
        }

        return new KubeletTarget(address, options.UseNodeStatusPort && node.KubeletPort > 0 ? node.KubeletPort : options.Port, PathOf(node));
    }

    private static string PathOf(NodeView node)
    {
        if (node.MetricsPath.Length == 0)
        {
            return UsualPath;
        }

        var isPath = node.MetricsPath[0] == '/' && node.MetricsPath.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~');
        return isPath
            ? node.MetricsPath
            : throw new ScrapeException(ScrapeFailure.Address, $"the annotation {NodeView.PathAnnotation} \"{node.MetricsPath}\" is no path");
    }
}
