using Outrigger.Cli.Files;

namespace Outrigger.Cli.Stores;

/// <summary>Where a data directory keeps the embedded store, and how another one gets there.</summary>
internal sealed class EmbeddedPlace(DataDirectory data, TimeProvider time)
{
    private string Aside => $"{data.Database}.before-{time.GetUtcNow():yyyyMMdd'T'HHmmss.fff'Z'}";

    /// <summary>The whole path of a file that is to be written; one that is there is refused without <paramref name="force"/>.</summary>
    public static string Target(string path, bool force)
    {
        var target = Path.GetFullPath(path);
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
        {
            throw new StartupException($"{folder}: no such folder; make it with: mkdir -p {PrivateFiles.Quoted(folder)}");
        }

        return File.Exists(target) && !force
            ? throw new StartupException($"{target} is there already: name another file, or replace it with --force")
            : target;
    }

    /// <summary>Keeps servers away from a store that is there; null when one runs.</summary>
    public DataDirectoryLock? TakeIfIdle()
    {
        if (File.Exists(data.Lock))
        {
            try
            {
                var taken = DataDirectoryLock.Take(data);
                if (File.Exists(data.Database))
                {
                    return taken;
                }

                taken.Dispose();
            }
            catch (StartupException e) when (e.InnerException is IOException)
            {
                return null; // a server runs
            }
        }

        throw new StartupException($"{data.Root} holds no store: name the server's folder with --data-dir, or its kubeconfig with --kubeconfig");
    }

    /// <summary>Refuses to replace a store that is there.</summary>
    public void RefuseUnless(bool force)
    {
        if (File.Exists(data.Database) && !force)
        {
            throw new StartupException($"{data.Database} is there already: with --force it is moved aside to {Aside}, and stays there");
        }
    }

    /// <summary>Puts a new store there, one file by itself; a store that is there gets another name. Throws <see cref="IOException"/>.</summary>
    public void Replace(string fresh)
    {
        if (new FileInfo($"{fresh}-wal") is { Exists: true, Length: > 0 } log)
        {
            throw new IOException($"{log.FullName} holds a part of {fresh} still: free space on its disk and begin again");
        }

        MoveAside();
        File.Move(fresh, data.Database);
    }

    private void MoveAside()
    {
        var aside = Aside;
        foreach (var end in (string[])["-shm", "-wal", ""])
        {
            if (File.Exists(data.Database + end))
            {
                File.Move(data.Database + end, aside + end);
            }
        }
    }
}
