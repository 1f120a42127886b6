using System.Text;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Demo;

/// <summary>The recipe's step 6: an authority and a serving certificate with the names of the Service.</summary>
/// <param name="AuthorityPem">What the APIService and the clients trust.</param>
/// <param name="Serving">The server's own.</param>
internal sealed record WidgetCertificates(string AuthorityPem, KeyPair Serving)
{
    public static WidgetCertificates Create(TimeProvider time, string server = DemoNames.Server, string ns = DemoNames.Namespace)
    {
        var authority = new CertificateAuthority(CertificateAuthority.Create($"{server}-ca", time), time);
        var service = $"{server}.{ns}";
        var serving = authority.Issue(new LeafRequest(server, LeafUse.Server)
        {
            DnsNames = [server, service, $"{service}.svc", $"{service}.svc.cluster.local"],
        });
        return new WidgetCertificates(authority.CertificatePem, serving);
    }

    public void WriteTo(DemoFolder folder)
    {
        PrivateFiles.Write(folder.Authority, AuthorityPem);
        PrivateFiles.Write(folder.Certificate, Serving.CertificatePem);
        PrivateFiles.Write(folder.Key, Serving.KeyPem);
    }

    /// <summary>PEM as an object of the API carries it.</summary>
    public static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
