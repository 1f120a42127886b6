using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.Client.Rest;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Delegation;

/// <summary>
/// Keeps what the ConfigMap says in force: read at start, then again every half minute. (A watch would need more rights than
/// the binding to extension-apiserver-authentication-reader may give.) What cannot be read leaves the last trust as it is.
/// </summary>
/// <param name="client">Reads the ConfigMap.</param>
/// <param name="ownClientAuthorities">Further authorities of client certificates (--client-ca-file).</param>
/// <param name="ownProxies">A front proxy that flags name instead of the ConfigMap's (--requestheader-*); null for the ConfigMap's.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of changes.</param>
internal sealed class AuthenticationTrustSource(
    KubernetesClient client, X509Certificate2Collection ownClientAuthorities, FrontProxyTrust? ownProxies, TimeProvider time, ILogger logger)
{
    private volatile FrontProxyOptions frontProxy = new();
    private string last = "";

    /// <summary>Verifies client certificates: the main server's CAs and this server's own.</summary>
    public ClientCertificates Clients { get; } = new(time) { Authorities = ownClientAuthorities };

    /// <summary>Verifies front-proxy certificates.</summary>
    public ClientCertificates Proxies { get; } = new(time);

    /// <summary>Names and headers of the front proxy, as last read.</summary>
    public FrontProxyOptions FrontProxy => frontProxy;

    /// <summary>Reads the ConfigMap once.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var configMap = await client.GetAsync(DelegationConstants.ConfigMap, cancellationToken).ConfigureAwait(false);
        var text = configMap["data"]?.ToJsonString() ?? "";
        if (text != last)
        {
            Apply(configMap);
            last = text;
        }
    }

    /// <summary>Reads it again and again until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(DelegationConstants.ConfigMapPeriod, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                DelegationLog.TrustUnreadable(logger, failure.Message);
            }
        }
    }

    private void Apply(JsonObject configMap)
    {
        var trust = AuthenticationTrust.Read(configMap);
        if (ownProxies is not null)
        {
            trust = trust with { FrontProxyAuthorities = ownProxies.Authorities, FrontProxy = ownProxies.Options };
        }

        trust.Check(ownClientAuthorities);
        var clients = new X509Certificate2Collection(trust.ClientAuthorities);
        clients.AddRange(ownClientAuthorities);
        frontProxy = trust.FrontProxy;
        Clients.Authorities = clients;
        Proxies.Authorities = trust.FrontProxyAuthorities;
        DelegationLog.TrustChanged(logger, clients.Count, trust.FrontProxyAuthorities.Count);
        if (trust.FrontProxyAuthorities.Count == 0)
        {
            DelegationLog.NoFrontProxy(logger);
        }
        else if (trust.FrontProxy.AllowedNames.Count == 0)
        {
            DelegationLog.AnyProxyName(logger);
        }
    }
}
