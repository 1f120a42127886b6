using System.CommandLine;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Cli.Stores;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger pki export</c> and <c>outrigger pki import</c>: what servers of one etcd must share, from one machine to the next.</summary>
internal static class PkiCommands
{
    public static (Command Command, HelpPage Help) CreateExport()
    {
        var (file, data, pki) = (File("Where to write it; only you may read it"), Data(), Pki());
        var force = new Option<bool>("--force") { Description = "Replace a file that is there" };
        var command = new Command("export", "Writes the authorities and the service-account key into one file, for another server.") { file, data, pki, force };
        command.SetAction(result =>
        {
            var path = EmbeddedPlace.Target(result.GetRequiredValue(file), result.GetValue(force));
            PrivateFiles.Write(path, PkiBundle.Export(Directory(result.GetValue(data), result.GetValue(pki)).SharedPki));
            var output = result.InvocationConfiguration.Output;
            output.WriteLine($"{path} holds the keys of this cluster: carry it over a safe way, and remove it then");
            output.WriteLine("  outrigger pki import FILE --data-dir DIR");
            return 0;
        });
        return (command, new HelpPage("outrigger pki export FILE [flags]", [new OptionSection("Flags", [data, pki, force])])
        {
            Examples = ["outrigger pki export cluster.pki", "outrigger pki export cluster.pki --data-dir /var/lib/outrigger"],
        });
    }

    public static (Command Command, HelpPage Help) CreateImport()
    {
        var (file, data, pki) = (File("A file of outrigger pki export"), Data(), Pki());
        var command = new Command("import", "Takes over the authorities and the service-account key of another server, before the first start.") { file, data, pki };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            var directory = Directory(result.GetValue(data), result.GetValue(pki));
            if (!System.IO.File.Exists(path))
            {
                throw new StartupException($"{path}: no such file");
            }

            PrivateFiles.EnsureFolder(string.IsNullOrEmpty(result.GetValue(pki)) ? directory.Root : directory.SharedPki);
            PkiBundle.Import(System.IO.File.ReadAllText(path), path, directory.SharedPki);
            result.InvocationConfiguration.Output.WriteLine($"{directory.SharedPki} has the keys now");
            return 0;
        });
        return (command, new HelpPage("outrigger pki import FILE [flags]", [new OptionSection("Flags", [data, pki])])
        {
            Examples = ["outrigger pki import cluster.pki --data-dir /var/lib/outrigger"],
        });
    }

    private static Argument<string> File(string description) => new("FILE") { Description = description };

    private static Option<string> Data() => new("--data-dir") { HelpName = "DIR", Description = "The server's data directory (default .outrigger)" };

    private static Option<string> Pki() => new("--pki-dir") { HelpName = "DIR", Description = "The folder itself, when the server is given one (default DATA-DIR/pki)" };

    private static DataDirectory Directory(string? data, string? pki) => new(data ?? ".outrigger", pki);
}
