using System.Globalization;

namespace Outrigger.Cli.Files;

/// <summary>Keeps a second server out of a data directory; the operating system lets go of it even after a crash.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    public static DataDirectoryLock Take(DataDirectory data)
    {
        PrivateFiles.EnsureFile(data.Lock);
        FileStream taken;
        try
        {
            taken = new FileStream(data.Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StartupException(
                $"{data.Root} is in use by another outrigger{Owner(PidPath(data))}: stop it, or choose another folder with --data-dir", e);
        }

        // a locked file cannot be read, so the number stands in one of its own
        PrivateFiles.Write(PidPath(data), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(taken);
    }

    public void Dispose() => file.Dispose();

    private static string PidPath(DataDirectory data) => $"{data.Lock}.pid";

    private static string Owner(string path) =>
        File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var pid) ? $" (process {pid})" : "";
}
