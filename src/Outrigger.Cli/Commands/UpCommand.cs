using System.CommandLine;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Options;
using Outrigger.Cli.Terminal;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger up</c>.</summary>
internal static class UpCommand
{
    public static (Command Command, HelpPage Help) Create(TimeProvider time)
    {
        var flags = new UpFlags();
        var command = new Command("up", "Serves the Kubernetes API: storage, RBAC, aggregation, and a kubeconfig to reach it.");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellationToken) =>
            RunAsync(UpOptionsReader.Read(flags.Read(result), time), result.InvocationConfiguration, time, cancellationToken));
        var help = new HelpPage("outrigger up [flags]", flags.Sections)
        {
            Examples = ["outrigger up", "outrigger up --data-dir /tmp/play --secure-port 0 --allow-loopback-endpoints=custom-system/custom-api-server"],
        };
        return (command, help);
    }

    private static async Task<int> RunAsync(
        UpModel model, InvocationConfiguration console, TimeProvider time, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        try
        {
            var host = await UpHost.StartAsync(model, time, stop.Token).ConfigureAwait(false);
            await using var closing = host.ConfigureAwait(false);
            var (output, paint) = model.Settings.Audit.Log.Path is "-" ? (console.Error, Paint.ForError()) : (console.Output, Paint.ForOutput());
            ReadyReport.Write(output, paint, host.Address, host.Kubeconfig, ProcessAge.Read(time), model.InMemory);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped before it was ready
        }

        return 0;
    }
}
