using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Outrigger.Storage.Sqlite;

/// <summary>The settings of a <see cref="SqliteStore"/>.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file; made, with mode 0600, when it is not there. Its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>The clock of times to live.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Whether the whole file is checked for damage when it is opened; default true.</summary>
    public bool QuickCheck { get; init; } = true;

    /// <summary>How many connections read at the same time; default 4.</summary>
    public int ReadConnections { get; init; } = 4;

    /// <summary>
    /// After about how many pages of 4 KiB the log is moved into the file; default 4096 (16 MiB). Under load it waits for a pause,
    /// up to four times as long.
    /// </summary>
    public int CheckpointPages { get; init; } = 4096;

    /// <summary>How long a call waits while another program holds the file; default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The revision that a new file begins with; everything before counts as compacted. Default 1.</summary>
    public long FirstRevision { get; init; } = 1;

    /// <summary>Called before each step of the writer: tests fail or die there.</summary>
    internal Action<WriterStep>? Failpoint { get; init; }
}
