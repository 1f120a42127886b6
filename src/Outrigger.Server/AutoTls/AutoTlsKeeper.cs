using Microsoft.Extensions.Logging;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.AutoTls;

/// <summary>
/// Looks after the keys of one server: makes them, tells the main server whom to trust, then serves, and does so again every minute.
/// What is new is trusted before it is served.
/// </summary>
internal sealed class AutoTlsKeeper(
    IAutoTlsStore store, AutoTlsPlan plan, BundlePublisher publisher, (string Namespace, string Name)? register, TimeProvider time, ILogger logger)
{
    private AutoTlsKeys? current;
    private ServingCertificate? serving;

    /// <summary>What the server shows; set by the first <see cref="LookAsync"/>.</summary>
    public ServingCertificate Serving => serving ?? throw new InvalidOperationException("the keys were not read");

    /// <summary>The keys as last read or made.</summary>
    internal AutoTlsKeys? Current => current;

    /// <summary>Reads, renews what is due, publishes, serves.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var keys = await AgreeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in await publisher.PublishAsync(keys.Bundle, register, cancellationToken).ConfigureAwait(false))
        {
            AutoTlsLog.Missing(logger, name);
        }

        if (keys.Leaf == current?.Leaf && keys.Authorities.Count == current.Authorities.Count)
        {
            current = keys;
            return;
        }

        current = keys;
        var certificate = keys.Leaf.WithKey();
        if (serving is null)
        {
            serving = ServingCertificate.From(certificate);
        }
        else
        {
            serving.Replace(certificate);
        }

        AutoTlsLog.Serving(logger, certificate.Issuer, certificate.NotAfter.ToUniversalTime(), keys.Authorities.Count);
    }

    /// <summary>Looks every minute until it is cancelled; what fails is tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AutoTlsConstants.Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                AutoTlsLog.Failed(logger, failure.Message);
            }
        }
    }

    private async Task<AutoTlsKeys> AgreeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (there, version) = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
            var next = plan.Next(there, time.GetUtcNow());
            if (next == there || await store.WriteAsync(next, version, cancellationToken).ConfigureAwait(false))
            {
                return next;
            }
        }
    }
}
