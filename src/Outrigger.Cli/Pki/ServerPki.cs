using System.Net;

namespace Outrigger.Cli.Pki;

/// <summary>Everything of DATA-DIR/pki that a server needs.</summary>
internal sealed record ServerPki
{
    public required CertificateAuthority ClusterAuthority { get; init; }

    public required CertificateAuthority FrontProxyAuthority { get; init; }

    public required KeyPair FrontProxyClient { get; init; }

    public required KeyPair Serving { get; init; }

    /// <summary>PEM.</summary>
    public required string ServiceAccountKey { get; init; }

    /// <summary>Renews what ends soon, for a server that runs; throws when it would have to make an authority or key anew.</summary>
    public static ServerPki Renew(PkiFolder folder, IPAddress bind, string hostName, IPAddress? advertised = null)
    {
        folder.RequireAuthorities();
        return Ensure(folder, bind, hostName, advertised);
    }

    /// <summary>Reads the folder, makes what is missing and renews what ends soon.</summary>
    public static ServerPki Ensure(PkiFolder folder, IPAddress bind, string hostName, IPAddress? advertised = null)
    {
        var cluster = folder.Authority("ca", "outrigger-ca");
        var frontProxy = folder.Authority("front-proxy-ca", "outrigger-front-proxy-ca");
        return new ServerPki
        {
            ClusterAuthority = cluster,
            FrontProxyAuthority = frontProxy,
            FrontProxyClient = folder.Leaf("front-proxy-client", frontProxy, new LeafRequest(PkiFolder.FrontProxyName, LeafUse.Client)),
            Serving = folder.Leaf("apiserver", cluster, ServingNames.Request([bind, advertised ?? bind], hostName)),
            ServiceAccountKey = folder.ServiceAccountKey(),
        };
    }
}
