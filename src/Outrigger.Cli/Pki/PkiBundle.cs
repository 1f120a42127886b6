using System.Text;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Pki;

/// <summary>
/// What servers of one store must share, as one text: the authorities of clients and of front proxies, and the key of service-account
/// tokens. Each file stands behind a line with its name.
/// </summary>
internal static class PkiBundle
{
    private const string Title = "# outrigger pki: whoever has this file can be anybody in this cluster";
    private const string Mark = "# file ";

    /// <summary>The names of the shared files.</summary>
    public static IReadOnlyList<string> Files { get; } = ["ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "sa.key", "sa.pub"];

    /// <summary>The bundle of a folder; throws when one of the files is missing.</summary>
    public static string Export(string folder)
    {
        var missing = Files.Where(f => !File.Exists(Path.Combine(folder, f))).ToList();
        if (missing.Count > 0)
        {
            throw new StartupException($"{folder} has no {string.Join(", ", missing)}: start the server once, it makes them: outrigger up");
        }

        var text = new StringBuilder(Title).Append('\n');
        foreach (var file in Files)
        {
            text.Append(Mark).Append(file).Append('\n').Append(File.ReadAllText(Path.Combine(folder, file)).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Writes the files of a bundle into a folder; throws when others are there, and when the text is no bundle.</summary>
    public static void Import(string bundle, string source, string folder)
    {
        var files = Parse(bundle);
        var missing = Files.Where(f => !files.ContainsKey(f)).ToList();
        if (missing.Count > 0)
        {
            throw new StartupException($"{source} is no bundle of outrigger pki export: it has no {string.Join(", ", missing)}");
        }

        var others = Files.Where(f => File.Exists(Path.Combine(folder, f)) && File.ReadAllText(Path.Combine(folder, f)).Trim() != files[f]).ToList();
        if (others.Count > 0)
        {
            throw new StartupException(
                $"{folder} has another {string.Join(", ", others)}: what they signed would be worthless; choose a new folder, or remove these files if that is meant");
        }

        PrivateFiles.EnsureFolder(folder);
        foreach (var file in Files)
        {
            PrivateFiles.Write(Path.Combine(folder, file), files[file] + "\n");
        }
    }

    private static Dictionary<string, string> Parse(string bundle)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in $"\n{bundle.ReplaceLineEndings("\n")}".Split($"\n{Mark}").Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            if (end > 0)
            {
                files[part[..end].Trim()] = part[end..].Trim();
            }
        }

        return files;
    }
}
