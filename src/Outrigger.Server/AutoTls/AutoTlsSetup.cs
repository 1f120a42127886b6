using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Server.Delegation;

namespace Outrigger.Server.AutoTls;

/// <summary>Puts --auto-tls together at start.</summary>
internal static class AutoTlsSetup
{
    /// <summary>Returns when there are keys and the main server was told. Throws <see cref="DelegationException"/> when the Service is not known.</summary>
    /// <param name="options">The flags.</param>
    /// <param name="server">The server's name and data directory.</param>
    /// <param name="client">Speaks to the main server.</param>
    /// <param name="served">What the server answers for.</param>
    /// <param name="environment">Clock and log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<AutoTlsKeeper> StartAsync(
        AutoTlsOptions options,
        (string Name, string DataDir) server,
        KubernetesClient client,
        IReadOnlyList<GroupVersion> served,
        (TimeProvider Time, ILogger Logger) environment,
        CancellationToken cancellationToken)
    {
        var publisher = new BundlePublisher(client, $"{server.Name}-auto-tls", served);
        var service = options.Service?.Split('/') is [var ns, var name]
            ? (ns, name)
            : await publisher.FindServiceAsync(cancellationToken).ConfigureAwait(false) ?? throw new DelegationException(
                ["--auto-tls does not know whose names the certificate must carry: no APIService of this server names a Service. Give --auto-tls-service=NAMESPACE/NAME"]);
        IAutoTlsStore store = options.Secret is { } secret ? new SecretAutoTlsStore(client, service.Item1, secret) : new FileAutoTlsStore(server.DataDir);
        var plan = new AutoTlsPlan(server.Name, [.. Names(service), .. options.FurtherNames], options);
        var keeper = new AutoTlsKeeper(store, plan, publisher, options.Register ? service : null, environment.Time, environment.Logger);
        await keeper.LookAsync(cancellationToken).ConfigureAwait(false);
        return keeper;
    }

    private static IEnumerable<string> Names((string Namespace, string Name) service)
    {
        var name = $"{service.Name}.{service.Namespace}";
        return [service.Name, name, $"{name}.svc", $"{name}.svc.cluster.local"];
    }
}
