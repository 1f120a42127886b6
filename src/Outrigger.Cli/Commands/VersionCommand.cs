using System.CommandLine;
using System.Reflection;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger version</c>.</summary>
internal static class VersionCommand
{
    public static (Command Command, HelpPage Help) Create()
    {
        var command = new Command("version", "Says which version this is.");
        command.SetAction(result =>
        {
            var own = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            result.InvocationConfiguration.Output.WriteLine($"outrigger {own.Split('+')[0]} (.NET {Environment.Version})");
            return 0;
        });
        return (command, new HelpPage("outrigger version", []));
    }
}
