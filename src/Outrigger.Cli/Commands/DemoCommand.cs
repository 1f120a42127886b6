using System.CommandLine;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Demo.Recipe;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Terminal;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger demo</c>.</summary>
internal static class DemoCommand
{
    private const string DefaultFolder = ".outrigger-demo";

    public static (Command Command, HelpPage Help) Create(TimeProvider time)
    {
        var data = new Option<string>("--data-dir") { HelpName = "DIR", Description = $"Where everything is kept (default {DefaultFolder}; with --once a temporary folder, or a new one)" };
        var port = new Option<string>("--secure-port") { HelpName = "PORT", Description = "The control plane's HTTPS port; 0 takes any free one (default 6443, or the next free one; with --once any free one)" };
        var once = new Option<bool>("--once") { Description = "Run every command of the recipe with kubectl, check each answer, and stop; exit code 0 when all were as they should be" };
        var kubectl = new Option<string>("--kubectl") { HelpName = "FILE", Description = "The kubectl that --once runs (default the one on the PATH)" };
        var command = new Command("demo", "Runs the whole recipe: a control plane, and behind its aggregator a Widget API server in a process of its own.")
        {
            data, port, once, kubectl,
        };
        command.SetAction(async (result, _) =>
        {
            var output = result.InvocationConfiguration.Output;
            var paint = Paint.ForOutput();
            using var signals = new StopSignals();
            var request = new DemoRequest
            {
                DataDirectory = result.GetValue(data),
                SecurePort = result.GetValue(port),
                Kubectl = result.GetValue(kubectl),
            };
            return result.GetValue(once)
                ? await new RecipeRun(output, paint, time).RunAsync(request, signals.Token).ConfigureAwait(false)
                : await new DemoSession(output, paint, time, signals).RunAsync(request, request.DataDirectory ?? DefaultFolder).ConfigureAwait(false);
        });
        var help = new HelpPage("outrigger demo [flags]", [new OptionSection("Flags", [data, port]), new OptionSection("The recipe as a check", [once, kubectl])])
        {
            Examples = ["outrigger demo", "outrigger demo --once"],
        };
        return (command, help);
    }
}
