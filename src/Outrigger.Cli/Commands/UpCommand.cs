using System.CommandLine;

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
        {
            _ = flags.Read(result);
            _ = time;
            return Task.FromResult(0);
        });
        var help = new HelpPage("outrigger up [flags]", flags.Sections)
        {
            Examples = ["outrigger up", "outrigger up --data-dir /tmp/play --secure-port 0 --allow-loopback-endpoints=custom-system/custom-api-server"],
        };
        return (command, help);
    }
}
