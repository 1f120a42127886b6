using System.CommandLine;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger pki export</c> and <c>outrigger pki import</c>: what servers of one etcd must share, from one machine to the next.</summary>
internal static class PkiCommands
{
    public static (Command Command, HelpPage Help) CreateExport()
    {
        var (file, data, pki) = (File("Where to write it; only you may read it"), Data(), Pki());
        var command = new Command("export", "Writes the authorities and the service-account key into one file, for another server.") { file, data, pki };
        command.SetAction(result =>
        {
            var path = Path.GetFullPath(result.GetRequiredValue(file));
            PrivateFiles.Write(path, PkiBundle.Export(Folder(result.GetValue(data), result.GetValue(pki))));
            var output = result.InvocationConfiguration.Output;
            output.WriteLine($"{path} holds the keys of this cluster: carry it over a safe way, and remove it then");
            output.WriteLine("  outrigger pki import FILE --data-dir DIR");
            return 0;
        });
        return (command, new HelpPage("outrigger pki export FILE [flags]", [new OptionSection("Flags", [data, pki])])
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
            var folder = Folder(result.GetValue(data), result.GetValue(pki));
            if (!System.IO.File.Exists(path))
            {
                throw new StartupException($"{path}: no such file");
            }

            PkiBundle.Import(System.IO.File.ReadAllText(path), path, folder);
            result.InvocationConfiguration.Output.WriteLine($"{folder} has the keys now");
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

    private static string Folder(string? data, string? pki)
    {
        var directory = new DataDirectory(data ?? ".outrigger", pki);
        PrivateFiles.EnsureFolder(string.IsNullOrEmpty(pki) ? directory.Root : directory.SharedPki);
        return directory.SharedPki;
    }
}
