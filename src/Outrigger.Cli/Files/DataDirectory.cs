namespace Outrigger.Cli.Files;

/// <summary>The layout of a data directory.</summary>
internal sealed class DataDirectory
{
    /// <param name="path">The folder.</param>
    /// <param name="sharedPki">Where the keys are that servers share; the data directory's own when null or empty.</param>
    public DataDirectory(string path, string? sharedPki = null)
    {
        Root = Path.GetFullPath(path);
        Pki = Path.Combine(Root, "pki");
        SharedPki = string.IsNullOrEmpty(sharedPki) ? Pki : Path.GetFullPath(sharedPki);
    }

    public string Root { get; }

    public string Pki { get; }

    /// <summary>The authorities and the service-account key; <see cref="Pki"/> itself unless told.</summary>
    public string SharedPki { get; }

    public string Kubeconfig => Path.Combine(Root, "kubeconfig");

    public string Database => Path.Combine(Root, "store.db");

    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Whether <c>outrigger up</c> has been here.</summary>
    public bool IsInitialised => File.Exists(Path.Combine(SharedPki, "ca.crt"));

    /// <summary>Makes what is missing and refuses what others can read.</summary>
    public void Prepare()
    {
        PrivateFiles.EnsureFolder(Root);
        PrivateFiles.EnsureFolder(Pki);
        PrivateFiles.EnsureFolder(SharedPki);
        CheckModes();
        var ignore = Path.Combine(Root, ".gitignore");
        if (!File.Exists(ignore))
        {
            PrivateFiles.Write(ignore, "*\n");
        }

    }

    /// <summary>Throws with every path that others can read.</summary>
    public void CheckModes()
    {
        var problems = PrivateFiles.Check([Root, Kubeconfig, Database, .. new[] { Pki, SharedPki }.Distinct(StringComparer.Ordinal).SelectMany(Entries)]);
        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }
    }

    private static IEnumerable<string> Entries(string folder) => Directory.Exists(folder) ? [folder, .. Directory.GetFiles(folder)] : [];
}
