using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Upstream;

/// <summary>The client certificate that proves who the aggregator is (front-proxy-client). One object for as long as it is the same one.</summary>
internal sealed class UpstreamCredential(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
{
    /// <summary>Ready for SslStream; no certificate is downloaded to complete the chain.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
}
