using System.CommandLine;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.Cli.Stores;
using Outrigger.Storage.Etcd;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger export</c> and <c>outrigger import</c>: all objects, from one kind of store to another.</summary>
internal static class ExportCommands
{
    public static (Command Command, HelpPage Help) CreateExport(TimeProvider time)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it; only you may read it, as it holds every secret" };
        var data = Flag.Text("--data-dir", "DIR", "The server's data directory (default .outrigger)");
        var kubeconfig = Flag.Text(
            "--kubeconfig", "FILE", "Ask the server that this kubeconfig names, as an administrator (default: the one of DATA-DIR, or its store itself when no server runs)");
        var etcd = new EtcdFlags("Read the objects from etcd, whether servers run or not: its members, as http://HOST:2379");
        var force = new Option<bool>("--force") { Description = "Replace a file that is there" };
        Option[] options = [data, kubeconfig, .. etcd.Options, force];
        var command = new Command("export", "Writes all objects into one file that a store of any kind can take over, while the server runs.") { file };
        Array.ForEach(options, command.Add);
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new ExportRun(result.InvocationConfiguration.Output, time);
            await Interruptible.RunAsync(
                stop => run.RunAsync(
                    new DataDirectory(result.GetValue(data) ?? ".outrigger"),
                    Etcd(etcd.Read(result, new UpOptions()), time),
                    result.GetValue(kubeconfig),
                    result.GetRequiredValue(file),
                    result.GetValue(force),
                    stop),
                "nothing is written",
                cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return (command, new HelpPage("outrigger export FILE [flags]", [new OptionSection("Flags", options)])
        {
            Examples = ["outrigger export all.json", "outrigger export all.json --etcd-servers http://127.0.0.1:2379"],
        });
    }

    public static (Command Command, HelpPage Help) CreateImport(TimeProvider time)
    {
        var file = new Argument<string>("FILE") { Description = "A file of outrigger export" };
        var data = Flag.Text("--data-dir", "DIR", "The server's data directory, whose embedded store is made (default .outrigger)");
        var etcd = new EtcdFlags("Fill etcd instead of the embedded store: its members, as http://HOST:2379");
        var force = new Option<bool>("--force") { Description = "Move an embedded store that is there aside; remove the objects that are in etcd" };
        Option[] options = [data, .. etcd.Options, force];
        var command = new Command("import", "Makes the store of stopped servers from an export; clients begin their watches anew.") { file };
        Array.ForEach(options, command.Add);
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new ImportRun(result.InvocationConfiguration.Output, time);
            var path = Path.GetFullPath(result.GetRequiredValue(file));
            await (Etcd(etcd.Read(result, new UpOptions()), time) is { } target
                ? run.FillEtcdAsync(target, path, result.GetValue(force), cancellationToken)
                : run.EmbedAsync(new DataDirectory(result.GetValue(data) ?? ".outrigger"), path, result.GetValue(force), cancellationToken)).ConfigureAwait(false);
            return 0;
        });
        return (command, new HelpPage("outrigger import FILE [flags]", [new OptionSection("Flags", options)])
        {
            Examples = ["outrigger import all.json --etcd-servers http://127.0.0.1:2379", "outrigger import all.json --data-dir /var/lib/outrigger"],
        });
    }

    private static EtcdStoreOptions? Etcd(UpOptions options, TimeProvider time)
    {
        var problems = new List<string>();
        var etcd = EtcdOptionsReader.Read(options, new OptionFiles(problems, time), problems);
        return problems.Count == 0 ? etcd : throw new StartupException(problems);
    }
}
