namespace Outrigger.Storage.Tests.Power;

/// <summary>
/// The files as a power cut leaves them. What was synced is there. Of what was written since, each 512 bytes are there or not, in any
/// combination: the system and the disk write in the order they like.
/// </summary>
internal sealed class CutDisk
{
    private const int Sector = 512;
    private readonly Dictionary<string, MemoryStream> durable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DiskOperation>> pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> synced = new(StringComparer.Ordinal);
    private readonly List<byte[]> mapped = [];

    /// <summary>The process goes on by an operation.</summary>
    public void Take(DiskOperation operation)
    {
        switch (operation.Action)
        {
            case DiskAction.Sync:
                foreach (var done in Pending(operation.File))
                {
                    Apply(Durable(operation.File), done, all: true, null);
                }

                Pending(operation.File).Clear();
                SyncFolder(operation.File);
                break;
            case DiskAction.Mapped:
                mapped.Add(operation.Data);
                break;
            case DiskAction.Delete when operation.Offset != 0:
                Forget(operation.File);
                break;
            case DiskAction.Write or DiskAction.Truncate or DiskAction.Delete:
                Pending(operation.File).Add(operation);
                break;
        }
    }

    /// <summary>Writes the files of a cut now; <paramref name="chance"/> is that of each sector that was not synced to be there.</summary>
    public void Cut(string path, Random random, double chance)
    {
        foreach (var file in durable.Keys.Union(pending.Keys))
        {
            var image = new MemoryStream();
            image.Write(Durable(file).ToArray());
            foreach (var operation in Pending(file))
            {
                Apply(image, operation, all: false, () => random.NextDouble() < chance);
            }

            // a deletion without a sync of the folder happened or not; here it is the last thing that a file meets
            if (Pending(file) is not [.., { Action: DiskAction.Delete }] || random.NextDouble() >= chance)
            {
                WritePrivate(path + file, image.ToArray());
            }
        }

        // memory that is mapped may have been written out long ago, just now, or not at all
        if (mapped.Count > 0 && random.Next(2) == 0)
        {
            var index = new byte[32768];
            mapped[random.Next(3) == 0 ? random.Next(mapped.Count) : mapped.Count - 1].CopyTo(index, 0);
            WritePrivate(path + "-shm", index);
        }
    }

    // SQLite syncs the folder with the first sync of a journal or log that it made
    private void SyncFolder(string file)
    {
        if (synced.Add(file))
        {
            foreach (var gone in pending.Where(p => p.Value is [.., { Action: DiskAction.Delete }]).Select(p => p.Key).ToList())
            {
                Forget(gone);
            }
        }
    }

    private void Forget(string file)
    {
        durable.Remove(file);
        pending.Remove(file);
        synced.Remove(file);
    }

    private static void Apply(MemoryStream image, DiskOperation operation, bool all, Func<bool>? isThere)
    {
        if (operation.Action == DiskAction.Delete)
        {
            return;
        }

        if (operation.Action == DiskAction.Truncate)
        {
            if (all || isThere!())
            {
                image.SetLength(operation.Offset);
            }

            return;
        }

        for (var from = 0; from < operation.Data.Length;)
        {
            var count = Math.Min(operation.Data.Length - from, Sector - (int)((operation.Offset + from) % Sector));
            if (all || isThere!())
            {
                image.Position = operation.Offset + from;
                image.Write(operation.Data, from, count);
            }

            from += count;
        }
    }

    private static void WritePrivate(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private MemoryStream Durable(string file) => durable.TryGetValue(file, out var there) ? there : durable[file] = new MemoryStream();

    private List<DiskOperation> Pending(string file) => pending.TryGetValue(file, out var there) ? there : pending[file] = [];
}
