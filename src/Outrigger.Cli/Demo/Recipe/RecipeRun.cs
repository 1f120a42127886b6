using System.Globalization;
using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary><c>outrigger demo --once</c>: every command of the recipe with the real kubectl, each answer checked.</summary>
internal sealed class RecipeRun(TextWriter output, Paint paint, TimeProvider time)
{
    private readonly Progress progress = new(output, paint, time);
    private readonly List<string> failures = [];
    private int commands;

    public async Task<int> RunAsync(DemoRequest request, CancellationToken stop)
    {
        if (request.DataDirectory is { } given && new DemoFolder(given).Data.IsInitialised)
        {
            // the recipe creates what must not be there yet
            throw new StartupException($"--data-dir: {given} holds a control plane already; --once needs a new folder");
        }

        var kubectl = Kubectl(request);
        Programs.WidgetServer();
        var temporary = request.DataDirectory is null ? Directory.CreateTempSubdirectory("outrigger-demo-").FullName : null;
        try
        {
            var folder = new DemoFolder(request.DataDirectory ?? temporary!) { ControlPlaneFlags = MetricsServerProcess.ControlPlaneFlags };
            var plane = await progress.RunAsync("Control plane", () => ControlPlaneProcess.StartAsync(folder, request.SecurePort ?? "0", time, stop)).ConfigureAwait(false);
            await using (plane.ConfigureAwait(false))
            {
                await MeasuredAsync(folder, plane, metrics => WalkAsync(folder, plane, kubectl, metrics, stop), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.WriteLine("Stopped.");
            return 1;
        }
        finally
        {
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        return Conclude();
    }

    // started first, so that there are figures when the recipe comes to them
    private async Task MeasuredAsync(DemoFolder folder, ControlPlaneProcess plane, Func<MetricsServerProcess?, Task> walk, CancellationToken stop)
    {
        if (!MetricsServerProcess.IsSupported)
        {
            await walk(null).ConfigureAwait(false);
            return;
        }

        var server = await progress.RunAsync("Metrics server", () => MetricsServerProcess.StartAsync(folder, plane, time, stop)).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await walk(server).ConfigureAwait(false);
            await server.Process.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
    }

    private async Task WalkAsync(DemoFolder folder, ControlPlaneProcess plane, string kubectl, MetricsServerProcess? metrics, CancellationToken stop)
    {
        var work = Path.Combine(folder.Data.Root, "recipe");
        PrivateFiles.EnsureFolder(work);
        var port = FreePort.From(WidgetServer.UsualPort);
        PrivateFiles.Write(Path.Combine(work, "custom-api-server.yaml"), ManifestText.Read("custom-api-server.yaml"));
        PrivateFiles.Write(Path.Combine(work, "endpoints.yaml"), ManifestText.Read("endpoints.yaml", ("PORT", port.ToString(CultureInfo.InvariantCulture))));
        PrivateFiles.Write(Path.Combine(work, "widget.yaml"), ManifestText.Read("widget.yaml"));
        PrivateFiles.Write(Path.Combine(work, "busy.yaml"), ManifestText.Read("busy.yaml"));
        var shell = new RecipeShell(work, folder.Data.Kubeconfig, kubectl, time);

        await StepAsync(RecipeSteps.Deploy, shell, stop).ConfigureAwait(false);
        await CertificatesAsync(folder, work, shell, stop).ConfigureAwait(false);
        output.WriteLine();
        var keeper = new TokenKeeper(plane.Client, folder.Token, time);
        await keeper.RenewAsync(stop).ConfigureAwait(false);
        keeper.WriteKubeconfig(folder.WidgetKubeconfig, folder);
        var server = await progress.RunAsync("Widget server", () => WidgetServer.StartAsync(folder, port, time, stop)).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            RecipeStep[] rest = [RecipeSteps.Endpoints, RecipeSteps.Register, RecipeSteps.Use, RecipeSteps.Verify, RecipeSteps.Debug];
            foreach (var step in rest)
            {
                await StepAsync(step, shell, stop).ConfigureAwait(false);
            }

            if (metrics is not null)
            {
                PrivateFiles.Write(Path.Combine(work, "metrics-server.yaml"), metrics.Manifest);
                await StepAsync(MetricsStep.Register, shell, stop).ConfigureAwait(false);
                output.WriteLine();
                await progress.RunAsync("Figures of the Widget server", () => metrics.WaitForFiguresAsync(plane.Client, server.Process, stop)).ConfigureAwait(false);
                await StepAsync(MetricsStep.Top, shell, stop).ConfigureAwait(false);
                await AutoscaleAsync(plane, shell, stop).ConfigureAwait(false);
            }

            await server.Process.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        }

        output.WriteLine();
        output.WriteLine(paint.Strong("The Widget server's log"));
        output.Write(await File.ReadAllTextAsync(folder.WidgetServerLog, stop).ConfigureAwait(false));
    }

    private async Task AutoscaleAsync(ControlPlaneProcess plane, RecipeShell shell, CancellationToken stop)
    {
        await StepAsync(AutoscaleSteps.Begin, shell, stop).ConfigureAwait(false);
        var start = time.GetTimestamp();
        var load = WidgetLoad.Start(plane.Client, stop);
        await using (load.ConfigureAwait(false))
        {
            await StepAsync(AutoscaleSteps.Grow, shell, stop).ConfigureAwait(false);
            Tell($"The Widget grew {Seconds(start)} after the load began; {load.Requests} requests were answered.");
            await CommandsAsync(AutoscaleSteps.Grown, shell, stop).ConfigureAwait(false);
        }

        start = time.GetTimestamp();
        await StepAsync(AutoscaleSteps.Shrink, shell, stop).ConfigureAwait(false);
        Tell($"The Widget shrank {Seconds(start)} after the load ended.");
        await CommandsAsync(AutoscaleSteps.Shrunk, shell, stop).ConfigureAwait(false);
    }

    private async Task CertificatesAsync(DemoFolder folder, string work, RecipeShell shell, CancellationToken stop)
    {
        var openssl = Programs.Find("openssl") is not null;
        if (!openssl)
        {
            var made = WidgetCertificates.Create(time);
            PrivateFiles.Write(Path.Combine(work, "ca.crt"), made.AuthorityPem);
            PrivateFiles.Write(Path.Combine(work, "server.crt"), made.Serving.CertificatePem);
            PrivateFiles.Write(Path.Combine(work, "server.key"), made.Serving.KeyPem);
        }

        await StepAsync(CertificateStep.Create(openssl), shell, stop).ConfigureAwait(false);
        foreach (var (from, to) in new[] { ("ca.crt", folder.Authority), ("server.crt", folder.Certificate), ("server.key", folder.Key) })
        {
            PrivateFiles.Write(to, await File.ReadAllTextAsync(Path.Combine(work, from), stop).ConfigureAwait(false));
        }
    }

    private async Task StepAsync(RecipeStep step, RecipeShell shell, CancellationToken stop)
    {
        output.WriteLine();
        output.WriteLine(paint.Strong(step.Title));
        await CommandsAsync(step.Commands, shell, stop).ConfigureAwait(false);
    }

    private async Task CommandsAsync(IReadOnlyList<RecipeCommand> list, RecipeShell shell, CancellationToken stop)
    {
        foreach (var command in list)
        {
            if (command.Note is { } note)
            {
                output.WriteLine(paint.Faint($"# {note}"));
            }

            output.WriteLine($"{paint.Faint("$")} {paint.Strong(command.Text)}");
            var result = await progress.WaitAsync(() => shell.RunAsync(command.Text, stop)).ConfigureAwait(false);
            Show(result.Output);
            Show(result.Error);
            commands++;
            if (command.Check(result) is { } problem)
            {
                output.WriteLine($"{paint.Bad("✗")} {problem}");
                failures.Add($"{command.Text.Split('\n')[0]}: {problem}");
            }
        }
    }

    private void Tell(string what) => output.WriteLine($"{paint.Good("✓")} {what}");

    private string Seconds(long start) => string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(start).TotalSeconds:0.0} s");

    private void Show(string text)
    {
        if (text.Length > 0)
        {
            output.WriteLine(text.TrimEnd('\n'));
        }
    }

    private int Conclude()
    {
        output.WriteLine();
        foreach (var failure in failures)
        {
            output.WriteLine($"{paint.Bad("✗")} {failure}");
        }

        output.WriteLine(
            failures.Count == 0
                ? $"{paint.Good("✓")} {commands} commands, each answered as the recipe says"
                : $"{paint.Bad("✗")} {failures.Count} of {commands} commands did not do what the recipe says");
        return failures.Count == 0 ? 0 : 1;
    }

    private static string Kubectl(DemoRequest request)
    {
        if (request.Kubectl is { } named)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw new StartupException($"--kubectl: {named} is no file");
        }

        return Programs.Find("kubectl")
            ?? throw new StartupException("kubectl is missing: install it (https://kubernetes.io/docs/tasks/tools), or name it with --kubectl");
    }
}
