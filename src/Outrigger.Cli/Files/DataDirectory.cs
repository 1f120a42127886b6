namespace Outrigger.Cli.Files;

/// <summary>The layout of a data directory.</summary>
internal sealed class DataDirectory
{
    public DataDirectory(string path)
    {
        Root = Path.GetFullPath(path);
        Pki = Path.Combine(Root, "pki");
    }

    public string Root { get; }

    public string Pki { get; }

    public string Kubeconfig => Path.Combine(Root, "kubeconfig");

    public string Database => Path.Combine(Root, "store.db");

    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Whether <c>outrigger up</c> has been here.</summary>
    public bool IsInitialised => File.Exists(Path.Combine(Pki, "ca.crt"));

    /// <summary>Makes what is missing and refuses what others can read.</summary>
    public void Prepare()
    {
        PrivateFiles.EnsureFolder(Root);
        PrivateFiles.EnsureFolder(Pki);
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
        var problems = PrivateFiles.Check([Root, Pki, Kubeconfig, Database, .. Directory.Exists(Pki) ? Directory.GetFiles(Pki) : []]);
        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }
    }
}
