namespace Outrigger.Storage.Tests.Power;

/// <summary>What a disk operation does.</summary>
internal enum DiskAction : byte
{
    Write,
    Truncate,
    Sync,

    /// <summary>The offset is 1 when the folder was synced with it.</summary>
    Delete,

    /// <summary>Not an operation: the head of the memory that is mapped beside the log, which the system may write out when it likes.</summary>
    Mapped,

    /// <summary>Not an operation: a deletion was asked for; the data is the key.</summary>
    Asked,

    /// <summary>Not an operation: a commit was acknowledged; the data is a line for <see cref="Acknowledged"/>.</summary>
    Told,
}

/// <summary>One step in the life of the files of a database, in the order in which the process took them.</summary>
/// <param name="Action">What.</param>
/// <param name="File">The end of the file's name after the database's: empty, <c>-wal</c>, <c>-shm</c>.</param>
/// <param name="Offset">Of a write; the length of a truncation.</param>
/// <param name="Data">Of a write.</param>
internal sealed record DiskOperation(DiskAction Action, string File, long Offset, byte[] Data);
