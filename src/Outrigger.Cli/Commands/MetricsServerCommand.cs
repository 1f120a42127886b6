using System.CommandLine;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Files;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Options;
using Outrigger.MetricsServer.Hosting;
using Outrigger.MetricsServer.Options;
using Outrigger.Server.Delegation;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger metrics-server</c>.</summary>
internal static class MetricsServerCommand
{
    public static (Command Command, HelpPage Help) Create(TimeProvider time)
    {
        var flags = new MetricsServerFlags();
        var command = new Command("metrics-server", "Serves metrics.k8s.io from the kubelets' figures: what kubectl top and autoscalers ask.");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            var (options, level) = MetricsServerOptionsReader.Read(flags.Read(result));
            await RunAsync(options, level, time, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        var help = new HelpPage("outrigger metrics-server [flags]", flags.Sections)
        {
            Examples =
            [
                "outrigger metrics-server --kubelet-preferred-address-types=InternalIP --kubelet-use-node-status-port",
                "outrigger metrics-server --kubeconfig .outrigger/kubeconfig --bind-address 127.0.0.1 --kubelet-use-node-status-port --kubelet-allow-loopback",
            ],
        };
        return (command, help);
    }

    private static async Task RunAsync(MetricsServerOptions options, LogLevel level, TimeProvider time, CancellationToken cancellationToken)
    {
        using var loggers = OperatorLogging.Create(level);
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        try
        {
            var server = await MetricsServerHost.StartAsync(options, loggers, time, stop.Token).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await server.RunAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped while it started
        }
        catch (Exception e) when (e is DelegationException or TimeoutException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StartupException($"{MetricsServerHost.Name} cannot start: {e.Message}", e);
        }
    }
}
