using System.CommandLine;
using Outrigger.Cli.Files;
using Outrigger.Cli.Stores;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger backup</c> and <c>outrigger restore</c>.</summary>
internal static class BackupCommands
{
    public static (Command Command, HelpPage Help) CreateBackup(TimeProvider time)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it; only you may read it, as it holds every secret" };
        var data = Data();
        var kubeconfig = new Option<string>("--kubeconfig")
        {
            HelpName = "FILE",
            Description = "Ask the server that this kubeconfig names, as an administrator (default: the one of DATA-DIR, or its store itself when no server runs)",
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there" };
        var command = new Command("backup", "Writes a consistent copy of the embedded store into one file, while the server runs.") { file, data, kubeconfig, force };
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new BackupRun(result.InvocationConfiguration.Output, time);
            await Interruptible.RunAsync(
                stop => run.BackupAsync(
                    Directory(result.GetValue(data)), result.GetValue(kubeconfig), result.GetRequiredValue(file), result.GetValue(force), stop),
                "nothing is written",
                cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return (command, new HelpPage("outrigger backup FILE [flags]", [new OptionSection("Flags", [data, kubeconfig, force])])
        {
            Examples = ["outrigger backup monday.db", "outrigger backup monday.db --kubeconfig admin.kubeconfig"],
        });
    }

    public static (Command Command, HelpPage Help) CreateRestore(TimeProvider time)
    {
        var file = new Argument<string>("FILE") { Description = "A file of outrigger backup" };
        var data = Data();
        var force = new Option<bool>("--force") { Description = "Move a store that is there aside; it is not removed" };
        var command = new Command("restore", "Makes the embedded store of a stopped server from a backup; clients begin their watches anew.") { file, data, force };
        command.SetAction(async (result, cancellationToken) =>
        {
            await new BackupRun(result.InvocationConfiguration.Output, time).RestoreAsync(
                Directory(result.GetValue(data)), result.GetRequiredValue(file), result.GetValue(force), cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return (command, new HelpPage("outrigger restore FILE [flags]", [new OptionSection("Flags", [data, force])])
        {
            Examples = ["outrigger restore monday.db --force", "outrigger restore monday.db --data-dir /var/lib/outrigger"],
        });
    }

    private static Option<string> Data() => new("--data-dir") { HelpName = "DIR", Description = "The server's data directory (default .outrigger)" };

    private static DataDirectory Directory(string? path) => new(path ?? ".outrigger");
}
