using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Files;

/// <summary>The database file itself: private to its owner, and to one process at a time.</summary>
internal sealed class StoreFile : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream guard;

    private StoreFile(FileStream guard) => this.guard = guard;

    /// <summary>Makes the file when it is missing and keeps other processes away until disposed.</summary>
    public static StoreFile Claim(string path)
    {
        StoreFile? claimed = null;
        try
        {
            claimed = new StoreFile(OpenPrivate(path + ".lock", FileShare.None));
            OpenPrivate(path, FileShare.ReadWrite).Dispose();
            CheckMode(path);
            return claimed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            claimed?.Dispose();
            var locked = claimed is null && e is IOException and not (DirectoryNotFoundException or FileNotFoundException);
            var why = locked ? $"another process has it open ({e.Message}); stop that one first" : e.Message;
            throw new StoreUnavailableException($"the store {path} cannot be opened: {why}", outcomeUnknown: false, e);
        }
        catch (StoreUnavailableException)
        {
            claimed?.Dispose();
            throw;
        }
    }

    /// <summary>Copies a store's file, and the log beside it, into private files, as far as the disk.</summary>
    public static void Copy(string from, string to, CancellationToken cancellationToken)
    {
        foreach (var end in (string[])["", "-wal"])
        {
            if (File.Exists(from + end))
            {
                using var source = new FileStream(from + end, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                using var target = OpenPrivate(to + end, FileShare.None);
                var block = new byte[1 << 20];
                for (int read; (read = source.Read(block)) > 0;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    target.Write(block.AsSpan(0, read));
                }

                target.Flush(flushToDisk: true);
            }
        }
    }

    /// <summary>Makes an empty private file; an old one of that name is removed.</summary>
    public static void Make(string path)
    {
        File.Delete(path);
        OpenPrivate(path, FileShare.ReadWrite).Dispose();
    }

    public void Dispose() => guard.Dispose();

    private static FileStream OpenPrivate(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        return new FileStream(path, options);
    }

    private static void CheckMode(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in (string[])[path, path + "-wal", path + "-shm"])
        {
            if (File.Exists(file) && (File.GetUnixFileMode(file) & ~Private) != UnixFileMode.None)
            {
                throw new StoreUnavailableException(
                    $"{file} holds secrets and others may read it (mode {Convert.ToString((int)File.GetUnixFileMode(file), 8)}): run chmod 600 {file}",
                    outcomeUnknown: false);
            }
        }
    }
}
