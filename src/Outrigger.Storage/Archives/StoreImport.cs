using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Archives;

/// <summary>Writes the objects of an archive into an empty store, where they get new revisions.</summary>
public static class StoreImport
{
    /// <summary>
    /// How far a store's revision begins beyond the exported one, at least: 10^9. No revision is given out twice, however much was written
    /// after the export, and what clients know of before is compacted.
    /// </summary>
    public const long Leap = 1_000_000_000;

    // bounds of etcd's transactions (--max-txn-ops, --max-request-bytes), with room for the frame
    private const int MostWrites = 100;
    private const int MostBytes = 1 << 20;

    // A minute has more of it than a store commits or some restores in a row leap over; up to 2050 it fits the row ids of SQLite.
    private const long EachSecond = 10_000_000;
    private const long MostOfTime = 8_000_000_000_000_000;
    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The revision that a store begins at which is made of saved objects: <see cref="Leap"/> beyond what is known, and not before what the
    /// time makes it (10^7 for each second since 2025). So it is beyond the stores that are lost too, which began at an earlier time.
    /// </summary>
    /// <param name="known">The newest revision of what was saved, and of the store that makes room.</param>
    /// <param name="time">The clock.</param>
    public static long FirstRevision(long known, TimeProvider time)
    {
        var seconds = Math.Max(0, (long)(time.GetUtcNow() - Epoch).TotalSeconds);
        return Math.Max(known + Leap, Math.Min(seconds * EachSecond, MostOfTime));
    }

    /// <summary>Reads an archive to its end. Throws <see cref="InvalidDataException"/> when it is cut, damaged or none.</summary>
    public static async Task<ArchiveSummary> CheckAsync(Stream archive, CancellationToken cancellationToken)
    {
        var reader = new ArchiveReader(archive);
        await foreach (var _ in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // every line is looked at
        }

        return reader.Summary;
    }

    /// <summary>
    /// Writes it. Throws <see cref="InvalidDataException"/> as <see cref="CheckAsync"/> does, or when a key is there already, and
    /// <see cref="StoreUnavailableException"/>; then a part is written.
    /// </summary>
    /// <param name="archive">From its beginning.</param>
    /// <param name="store">Without any of its keys.</param>
    /// <param name="time">Of times to live.</param>
    /// <param name="progress">Told the objects so far.</param>
    /// <param name="cancellationToken">Leaves a part behind.</param>
    public static async Task RunAsync(
        Stream archive, IStoreWriter store, TimeProvider time, Action<long>? progress, CancellationToken cancellationToken)
    {
        var batch = new List<StoreWrite>();
        var (bytes, objects) = (0, 0L);
        await foreach (var record in new ArchiveReader(archive).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count > 0 && (batch.Count == MostWrites || bytes + record.Value.Length > MostBytes))
            {
                await WriteAsync(store, batch, cancellationToken).ConfigureAwait(false);
                progress?.Invoke(objects += batch.Count);
                (batch, bytes) = ([], 0);
            }

            batch.Add(new StoreWrite(record.Key, record.Value, 0, TimeToLive(record, time)));
            bytes += record.Value.Length;
        }

        if (batch.Count > 0)
        {
            await WriteAsync(store, batch, cancellationToken).ConfigureAwait(false);
        }
    }

    // what has ended meanwhile is written too, and ends at once as anywhere
    private static TimeSpan? TimeToLive(ArchiveRecord record, TimeProvider time) => record.Expires is { } at
        ? TimeSpan.FromTicks(Math.Max((at - time.GetUtcNow()).Ticks, ShortestLife.Ticks))
        : null;

    private static async Task WriteAsync(IStoreWriter store, List<StoreWrite> batch, CancellationToken cancellationToken)
    {
        if (await store.CommitAsync(batch, cancellationToken).ConfigureAwait(false) is CommitResult.Conflict conflict)
        {
            throw new InvalidDataException($"{conflict.Key} is there already: somebody else writes into the store");
        }
    }
}
