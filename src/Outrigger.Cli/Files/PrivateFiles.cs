using System.Text;

namespace Outrigger.Cli.Files;

/// <summary>Files and folders that only their owner may read: folders 0700, files 0600.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder when it is missing.</summary>
    public static void EnsureFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path, FolderMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"cannot make the folder {path}: {e.Message} (choose another with --data-dir)", e);
        }
    }

    /// <summary>Writes a whole file in one step: readers see the old text or the new one, and nobody else sees either.</summary>
    public static void Write(string path, string text)
    {
        var beside = $"{path}.{Environment.ProcessId}.new";
        try
        {
            File.Delete(beside);
            using (var file = new FileStream(beside, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            }))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"cannot write {path}: {e.Message}", e);
        }
    }

    /// <summary>Opens a new file to write to; an old one of that name is removed.</summary>
    public static FileStream Create(string path)
    {
        try
        {
            File.Delete(path);
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"cannot write {path}: {e.Message}", e);
        }
    }

    /// <summary>Makes an empty file when it is missing, so that whoever fills it need not know the mode.</summary>
    public static void EnsureFile(string path)
    {
        if (!File.Exists(path))
        {
            Write(path, "");
        }
    }

    /// <summary>A path as a shell takes it.</summary>
    public static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>One problem, with the command that mends it, for each path that others may read or write; missing paths are fine.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<string> paths)
    {
        var problems = new List<string>();
        foreach (var path in paths)
        {
            var isFolder = Directory.Exists(path);
            if (!isFolder && !File.Exists(path))
            {
                continue;
            }

            var (allowed, word) = isFolder ? (FolderMode, "700") : (OwnerOnly, "600");
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~allowed) != UnixFileMode.None)
            {
                problems.Add($"{path} is open to others (mode {Convert.ToString((int)mode, 8)}); mend it with: chmod {word} {Quoted(path)}");
            }
        }

        return problems;
    }
}
