using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Cli.Options;
using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Health;
using Outrigger.Server.Leading;
using Outrigger.Server.Pipeline;

namespace Outrigger.Cli.Hosting;

/// <summary>What the flags mean for the modules that a server is put together from.</summary>
internal static class ControlPlaneParts
{
    public static ControlPlaneOptions Options(UpModel model, UpTrust trust, ServiceAccountKeys keys, ILeadership? leadership) => new()
    {
        Keys = keys,
        Leadership = leadership ?? new SoleLeader(),
        Tokens = model.Tokens,
        Access = model.Access,
        Authentication = new AuthenticationConfig
        {
            ClientCa = trust.ClientAuthorities,
            RequestHeaderCa = trust.FrontProxyAuthorities,
            AllowedNames = model.FrontProxy.AllowedNames,
            UsernameHeaders = model.FrontProxy.UsernameHeaders,
            UidHeaders = model.FrontProxy.UidHeaders,
            GroupHeaders = model.FrontProxy.GroupHeaders,
            ExtraHeaderPrefixes = model.FrontProxy.ExtraHeaderPrefixes,
        },
        TokenAuthenticators = model.StaticTokens is { } tokens ? [tokens] : [],
        AdmissionPlugins = model.AdmissionPlugins,
        Controllers = model.Controllers,
        Autoscaler = model.Autoscaler,
        EventTimeToLive = model.EventTtl,
        RootCertificate = trust.ServerAuthorities,
        AllowsLoopback = model.Loopback.Allows,
        Identity = leadership is null ? null : Identity(model),
        Advertised = model.SecurePort > 0 ? new IPEndPoint(model.Advertised, model.SecurePort) : null,
    };

    // the same at each start, and another's on another machine or of another folder
    private static string Identity(UpModel model)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{model.Data.Root}"));
        return $"apiserver-{Convert.ToHexStringLower(hash)[..26]}";
    }

    /// <summary>The server's parts; catalog, schemas and loggers are the caller's.</summary>
    public static ServerParts Server(
        UpModel model, UpTrust trust, ControlPlaneModule controlPlane, IReadOnlyList<IHealthCheck> storage, TimeProvider time)
    {
        var proxies = new ClientCertificates(time) { Authorities = PemFiles.Certificates(trust.FrontProxyAuthorities, "the request-header authorities") };
        var tokens = new TokenAuthenticatorUnion(controlPlane.TokenAuthenticators);
        var clients = new ClientCertificates(time) { Authorities = PemFiles.Certificates(trust.ClientAuthorities, "the client authorities") };
        return new ServerParts
        {
            Catalog = new ResourceCatalog(),
            Loggers = NullLoggerFactory.Instance,
            Clock = time,
            Authenticators =
            [
                new FrontProxyAuthenticator(proxies, () => model.FrontProxy),
                new X509Authenticator(clients),
                new BearerTokenAuthenticator(tokens),
                new WebSocketTokenAuthenticator(tokens),
            ],
            Anonymous = model.Anonymous,
            AccessMetrics = controlPlane.Metrics,
            Authorizers = controlPlane.Authorizers,
            PathHandlers = controlPlane.PathHandlers,
            Health = new HealthChecks([], [.. storage, .. controlPlane.ReadinessChecks]),
            InFlight = model.Settings.FlowControl,
        };
    }
}
