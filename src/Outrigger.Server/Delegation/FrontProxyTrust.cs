using System.Security.Cryptography.X509Certificates;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Delegation;

/// <summary>A front proxy that is believed.</summary>
/// <param name="Authorities">Who may have signed its certificate.</param>
/// <param name="Options">Its names and headers.</param>
internal sealed record FrontProxyTrust(X509Certificate2Collection Authorities, FrontProxyOptions Options);
