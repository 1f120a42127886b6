using System.Text;

namespace Outrigger.Storage.Tests.Power;

/// <summary>The operations of a process, taken down in it and read by the test.</summary>
internal sealed class DiskLog(string database)
{
    private readonly Lock gate = new();
    private readonly List<DiskOperation> operations = [];

    /// <summary>Notes an operation on a file, if it is one of the database's.</summary>
    public void Note(DiskAction action, string path, long offset, byte[] data)
    {
        if (path.StartsWith(database, StringComparison.Ordinal))
        {
            lock (gate)
            {
                operations.Add(new DiskOperation(action, path[database.Length..], offset, data));
            }
        }
    }

    /// <summary>Notes the head of the mapped file as it is now.</summary>
    public void NoteMapped()
    {
        var path = database + "-shm";
        if (File.Exists(path))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var head = new byte[136];
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
            {
                Note(DiskAction.Mapped, path, 0, head);
            }
        }
    }

    public void Save(string path)
    {
        using var output = new BinaryWriter(File.Create(path));
        lock (gate)
        {
            foreach (var (action, file, offset, data) in operations)
            {
                output.Write((byte)action);
                output.Write(file);
                output.Write(offset);
                output.Write(data.Length);
                output.Write(data);
            }
        }
    }

    public static IReadOnlyList<DiskOperation> Load(string path)
    {
        using var input = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        var loaded = new List<DiskOperation>();
        while (input.BaseStream.Position < input.BaseStream.Length)
        {
            loaded.Add(new DiskOperation((DiskAction)input.ReadByte(), input.ReadString(), input.ReadInt64(), input.ReadBytes(input.ReadInt32())));
        }

        return loaded;
    }
}
