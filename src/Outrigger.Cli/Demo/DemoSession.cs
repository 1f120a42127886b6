using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Cli.Files;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Terminal;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Cli.Demo;

/// <summary><c>outrigger demo</c>: both servers, everything registered, until Ctrl-C.</summary>
internal sealed class DemoSession(TextWriter output, Paint paint, TimeProvider time, StopSignals signals)
{
    // Ctrl-C in a terminal reaches the servers as well; a second signal would cut their clean stop short
    private static readonly TimeSpan TerminalGrace = TimeSpan.FromSeconds(5);
    private readonly Progress progress = new(output, paint, time);

    private TimeSpan Grace => signals.FromTerminal ? TerminalGrace : TimeSpan.Zero;

    public async Task<int> RunAsync(DemoRequest request, string dataDirectory)
    {
        var stop = signals.Token;
        Programs.WidgetServer();
        var folder = new DemoFolder(dataDirectory) { ControlPlaneFlags = MetricsServerProcess.ControlPlaneFlags };
        try
        {
            var start = time.GetTimestamp();
            var plane = await progress.RunAsync(
                "Control plane", () => ControlPlaneProcess.StartAsync(folder, request.SecurePort, time, stop)).ConfigureAwait(false);
            await using (plane.ConfigureAwait(false))
            {
                await ServeAsync(folder, plane, start, stop).ConfigureAwait(false);
                await plane.Process.StopAsync(Grace).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped while starting: everything that ran is gone by now
        }

        output.WriteLine("Stopped.");
        return 0;
    }

    private async Task ServeAsync(DemoFolder folder, ControlPlaneProcess plane, long start, CancellationToken stop)
    {
        var registration = new Registration(plane.Client, time);
        var port = FreePort.From(WidgetServer.UsualPort);
        var certificates = WidgetCertificates.Create(time);
        var keeper = new TokenKeeper(plane.Client, folder.Token, time);
        var due = await progress.RunAsync("Namespace, service account, bindings, deployment, service, secrets", async () =>
        {
            await registration.DeployAsync(stop).ConfigureAwait(false);
            await registration.CreateSecretsAsync(certificates, stop).ConfigureAwait(false);
            certificates.WriteTo(folder);
            keeper.WriteKubeconfig(folder.WidgetKubeconfig, folder);
            return await keeper.RenewAsync(stop).ConfigureAwait(false);
        }).ConfigureAwait(false);

        var server = await progress.RunAsync("Widget server", () => WidgetServer.StartAsync(folder, port, time, stop)).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await progress.RunAsync($"APIService {DemoNames.ApiService}", async () =>
            {
                await registration.RegisterAsync(certificates, port, stop).ConfigureAwait(false);
                await registration.WaitUntilAvailableAsync(stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
            PrivateFiles.Write(folder.WidgetManifest, ManifestText.Read("widget.yaml"));
            PrivateFiles.Write(folder.BusyManifest, ManifestText.Read("busy.yaml"));
            var metrics = MetricsServerProcess.IsSupported ? await StartMetricsAsync(folder, plane, stop).ConfigureAwait(false) : null;
            try
            {
                DemoReport.Write(output, paint, new DemoState(folder, plane, server, metrics, time.GetElapsedTime(start)));
                await HoldAsync(plane, server, stop, ended => Task.WhenAll(
                    keeper.RunAsync(due, Tell, ended), metrics?.Keeper.RunAsync(metrics.TokenDue, Tell, ended) ?? Task.CompletedTask)).ConfigureAwait(false);
                await (metrics?.Process.StopAsync(Grace) ?? Task.CompletedTask).ConfigureAwait(false);
                await server.Process.StopAsync(Grace).ConfigureAwait(false);
            }
            finally
            {
                if (metrics is not null)
                {
                    await metrics.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    // until the demo's end, with the tokens kept fresh
    private async Task HoldAsync(ControlPlaneProcess plane, WidgetServer server, CancellationToken stop, Func<CancellationToken, Task> renew)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewing = renew(ended.Token);
        await WatchAsync(plane, server, stop).ConfigureAwait(false);
        output.WriteLine();
        await ended.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
    }

    private async Task<MetricsServerProcess> StartMetricsAsync(DemoFolder folder, ControlPlaneProcess plane, CancellationToken stop)
    {
        var server = await progress.RunAsync("Metrics server", () => MetricsServerProcess.StartAsync(folder, plane, time, stop)).ConfigureAwait(false);
        try
        {
            await progress.RunAsync($"APIService {DemoNames.MetricsApiService}", async () =>
            {
                var registration = new Registration(plane.Client, time);
                await registration.ApplyAsync(server.Manifest, stop).ConfigureAwait(false);
                await registration.WaitUntilAvailableAsync(DemoNames.MetricsApiService, stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // the control plane's end is the demo's end; the Widget server may be killed to see what the aggregator makes of it
    private async Task WatchAsync(ControlPlaneProcess plane, WidgetServer server, CancellationToken stop)
    {
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        var first = await Task.WhenAny(stopped, plane.Process.Ended, server.Process.Ended).ConfigureAwait(false);
        if (first == server.Process.Ended && !stop.IsCancellationRequested)
        {
            Tell($"the Widget server ended; start it again with:\n  {string.Join(" \\\n    ", server.Command)}");
            first = await Task.WhenAny(stopped, plane.Process.Ended).ConfigureAwait(false);
        }

        if (first == plane.Process.Ended && !stop.IsCancellationRequested)
        {
            throw new StartupException("the control plane ended by itself");
        }
    }

    private void Tell(string what) => output.WriteLine($"{paint.Bad("note:")} {what}");
}
