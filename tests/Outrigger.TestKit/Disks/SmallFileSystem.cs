using System.Diagnostics;

namespace Outrigger.TestKit.Disks;

/// <summary>A file system in memory that is soon full; gone when it is disposed.</summary>
public sealed class SmallFileSystem : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-small-");

    private SmallFileSystem()
    {
    }

    /// <summary>Its folder.</summary>
    public string Path => folder.FullName;

    /// <summary>Mounts one; null where that does not work, as without root.</summary>
    public static SmallFileSystem? Mount(int megabytes)
    {
        var made = new SmallFileSystem();
        if (Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", made.Path))
        {
            return made;
        }

        made.folder.Delete();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        folder.Delete(recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
