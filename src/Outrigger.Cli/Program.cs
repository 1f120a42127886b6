using System.CommandLine;
using Outrigger.Cli.Commands;

namespace Outrigger.Cli;

/// <summary>The executable.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CreateShell(TimeProvider.System).RunAsync(args, Console.Out, Console.Error);

    /// <summary>The command line with all its commands.</summary>
    public static CommandShell CreateShell(TimeProvider time)
    {
        var (up, upHelp) = UpCommand.Create(time);
        var (demo, demoHelp) = DemoCommand.Create(time);
        var (metrics, metricsHelp) = MetricsServerCommand.Create(time);
        var (add, addHelp) = UserAddCommand.Create(time);
        var (doctor, doctorHelp) = DoctorCommand.Create(time);
        var (manifests, manifestsHelp) = ManifestsCommand.Create();
        var (version, versionHelp) = VersionCommand.Create();
        var (export, exportHelp) = PkiCommands.CreateExport();
        var (import, importHelp) = PkiCommands.CreateImport();
        var (backup, backupHelp) = BackupCommands.CreateBackup(time);
        var (restore, restoreHelp) = BackupCommands.CreateRestore(time);
        var (exportAll, exportAllHelp) = ExportCommands.CreateExport(time);
        var (importAll, importAllHelp) = ExportCommands.CreateImport(time);
        var pki = new Command("pki", "Moves what servers of one etcd share from one machine to the next.") { export, import };
        var user = new Command("user", "Gives people and programs their own credentials.") { add };
        return new CommandShell([up, demo, metrics, manifests, doctor, user, pki, backup, restore, exportAll, importAll, version])
            .WithHelp(up, upHelp)
            .WithHelp(demo, demoHelp)
            .WithHelp(metrics, metricsHelp)
            .WithHelp(doctor, doctorHelp)
            .WithHelp(manifests, manifestsHelp)
            .WithHelp(add, addHelp)
            .WithHelp(backup, backupHelp)
            .WithHelp(restore, restoreHelp)
            .WithHelp(exportAll, exportAllHelp)
            .WithHelp(importAll, importAllHelp)
            .WithHelp(export, exportHelp)
            .WithHelp(import, importHelp)
            .WithHelp(pki, new HelpPage("outrigger pki COMMAND FILE [flags]", []))
            .WithHelp(version, versionHelp)
            .WithHelp(user, new HelpPage("outrigger user add NAME [flags]", []));
    }
}
