using System.Globalization;
using System.Text;

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
                $"{data.Root} is in use by another outrigger{Owner(data.Lock)}: stop it, or choose another folder with --data-dir", e);
        }

        taken.SetLength(0);
        taken.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        taken.Flush();
        return new DataDirectoryLock(taken);
    }

    public void Dispose() => file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return int.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out var pid) ? $" (process {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
