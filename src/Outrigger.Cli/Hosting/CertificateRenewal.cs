using Microsoft.Extensions.Logging;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Hosting;

/// <summary>Renews what ends soon once a day while the server runs, as a start does; whoever shows a certificate follows its file.</summary>
/// <param name="renew">Renews what must be.</param>
/// <param name="files">What may be other files afterwards, for the log.</param>
internal sealed class CertificateRenewal(Action renew, IReadOnlyList<string> files, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    /// <summary>Begins; the first look is a day later.</summary>
    public CertificateRenewal Start()
    {
        running = RunAsync(new PeriodicTimer(Interval, time));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using var closing = timer;
        while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
        {
            try
            {
                var before = files.Select(Read).ToList();
                renew();
                foreach (var (file, _) in files.Zip(before).Where(f => Read(f.First) != f.Second))
                {
                    HostingLog.Renewed(logger, file);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                HostingLog.NotRenewed(logger, e.Message);
            }
        }
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";
}
