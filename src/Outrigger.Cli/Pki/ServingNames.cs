using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Cli.Pki;

/// <summary>The names under which clients reach the server: what its certificate must carry.</summary>
internal static class ServingNames
{
    /// <summary>The first address of the default service range: the address of the kubernetes Service.</summary>
    private static readonly IPAddress ServiceAddress = IPAddress.Parse("10.96.0.1");

    public static LeafRequest Request(IReadOnlyList<IPAddress> own, string hostName)
    {
        var addresses = new List<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback, ServiceAddress };
        addresses.AddRange(own.Where(a => !a.Equals(IPAddress.Any) && !a.Equals(IPAddress.IPv6Any)).Except(addresses));

        var names = new List<string>
        {
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost",
        };
        if (Uri.CheckHostName(hostName) == UriHostNameType.Dns && !names.Contains(hostName, StringComparer.OrdinalIgnoreCase))
        {
            names.Add(hostName);
        }

        return new LeafRequest("outrigger", LeafUse.Server) { DnsNames = names, Addresses = addresses };
    }

    /// <summary>Whether a certificate carries every name of <paramref name="wanted"/>.</summary>
    public static bool Cover(X509Certificate2 certificate, LeafRequest wanted)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (names is null)
        {
            return wanted.DnsNames.Count == 0 && wanted.Addresses.Count == 0;
        }

        var dns = names.EnumerateDnsNames().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var addresses = names.EnumerateIPAddresses().ToHashSet();
        return wanted.DnsNames.All(dns.Contains) && wanted.Addresses.All(addresses.Contains);
    }
}
