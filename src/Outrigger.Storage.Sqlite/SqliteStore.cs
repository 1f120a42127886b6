using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Feeds;
using Outrigger.Storage.Sqlite.Backups;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;
using Outrigger.Storage.Sqlite.Reading;
using Outrigger.Storage.Sqlite.Writing;

namespace Outrigger.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in WAL mode with <c>synchronous=FULL</c>, one writer with group commit. What was
/// acknowledged survives a kill at any moment and a power cut.
/// </summary>
public sealed class SqliteStore : IStore, IStoreExpiries
{
    private const int HistoryPage = 1000;
    private readonly StoreFile file;
    private readonly FeedHub hub;
    private readonly WriterLoop writer;
    private readonly ReadPool readers;

    private SqliteStore(SqliteStoreOptions options, StoreFile file, WriteConnection connection)
    {
        this.file = file;
        hub = new FeedHub(connection.Revision);
        readers = new ReadPool(options);
        writer = new WriterLoop(options, connection, hub, after => readers.Read(r => r.History(after, long.MaxValue >> 11, int.MaxValue / 2)));
    }

    /// <summary>The version of the SQLite library in use.</summary>
    public static string LibraryVersion => SqliteConnection.LibraryVersion;

    /// <summary>Why nothing can be written now, for readiness; null when all is well. It ends without a restart when the disk is well again.</summary>
    public string? Failure => writer.Health.Why;

    /// <summary>
    /// Opens or makes the file. Throws <see cref="StoreUnavailableException"/> with cause and fix when another process has it,
    /// when others may read it, or when it is foreign, newer or damaged.
    /// </summary>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => Open(options), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        CommitCheck.Validate(writes);
        return new(writer.CommitAsync(writes, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var published = hub.Published;
        return new(readers.ReadAsync(r => r.Range(query, published), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadExpiriesAsync(long revision, CancellationToken cancellationToken) =>
        new(readers.ReadAsync(r => r.Expiries(revision), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => new(hub.Published);

    /// <inheritdoc/>
    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        new(writer.CompactAsync(revision).WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
        hub.FollowAsync(prefix, afterRevision, HistoryAsync, cancellationToken);

    /// <summary>
    /// Copies the store into a file, which is replaced, while it goes on serving. The copy holds every write that was acknowledged
    /// before the call. Throws <see cref="StoreUnavailableException"/>; then no file is left.
    /// </summary>
    public async Task<StoreBackup> BackupAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            StoreFile.Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the backup {path} cannot be written: {e.Message}", outcomeUnknown: false, e);
        }

        try
        {
            await writer.BackupAsync(path, cancellationToken).ConfigureAwait(false);
            return await StoreRestore.SealAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Serves the writes that were taken in, ends the feeds and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        hub.Complete();
        readers.Dispose();
        await writer.CloseAsync().ConfigureAwait(false);
        writer.Dispose();
        file.Dispose();
    }

    private static SqliteStore Open(SqliteStoreOptions options)
    {
        var claimed = StoreFile.Claim(options.Path);
        try
        {
            WalFile.Check(options.Path);
            var store = new SqliteStore(options, claimed, new WriteConnection(options, options.QuickCheck));
            SqliteLog.Opened(options.Logger, options.Path, store.hub.Published, LibraryVersion);
            return store;
        }
        catch (Exception e)
        {
            claimed.Dispose();
            throw e is SqliteException ? WriterLoop.Unavailable(e, outcomeUnknown: false) : e;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<StoreEvent>> HistoryAsync(
        string prefix, long afterRevision, long throughRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = afterRevision; after < throughRevision;)
        {
            var from = after;
            var page = await readers.ReadAsync(r => r.History(from, throughRevision, HistoryPage), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                yield break;
            }

            after = page[^1].Revision;
            var selected = page.FindAll(e => StoreKeys.Covers(prefix, e.Key));
            if (selected.Count > 0)
            {
                yield return selected;
            }
        }
    }
}
