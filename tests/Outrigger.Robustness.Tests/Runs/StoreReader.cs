using Outrigger.Robustness.Tests.Histories;
using Outrigger.Robustness.Tests.Workloads;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Testing.Contracts;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>Reads the history that a store has, past any server.</summary>
internal static class StoreReader
{
    private const string Prefix = "core/configmaps/";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly FactPaths NoFacts = new(Array.Empty<string>());

    /// <summary>Of a file that nobody has open: of a copy, so that the server itself finds what the crash left. Checks the file as well.</summary>
    public static async Task<StoredHistory> ReadFileAsync(string path, long after)
    {
        var folder = Directory.CreateTempSubdirectory("outrigger-robust-copy-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            var copy = Path.Combine(folder.FullName, Path.GetFileName(path));
            StoredHistory history;
            await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = copy }, CancellationToken.None))
            {
                history = await ReadAsync(store, after);
            }

            using var connection = SqliteConnection.Open(copy, TimeSpan.FromSeconds(1), readOnly: true);
            return connection.Text("PRAGMA integrity_check") is var verdict and not "ok"
                ? throw new InvalidDataException($"the file is damaged: {verdict}")
                : history;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every change after a revision, or after the oldest one that is still there when the feed begins.</summary>
    public static async Task<StoredHistory> ReadAsync(IStore store, long after)
    {
        using var limit = new CancellationTokenSource(Limit);

        // once, before there is a mark of ours: in a copy, what comes after it is not what the server writes there
        var through = await store.CurrentRevisionAsync(limit.Token);
        while (true)
        {
            try
            {
                return await ReadAsync(store, after, Math.Max(after, through), limit.Token);
            }
            catch (RevisionCompactedException e) when (e.Oldest > after)
            {
                // servers compact while it is read: only a feed that has begun is complete
                after = e.Oldest;
            }
        }
    }

    private static async Task<StoredHistory> ReadAsync(IStore store, long after, long through, CancellationToken cancellationToken)
    {
        // a feed goes on for ever: a write of our own marks where the past ends
        const string Mark = "core/marks/x";
        var current = (await store.RangeAsync(new RangeQuery(Mark), cancellationToken)).Records;
        var mark = (CommitResult.Committed)await store.CommitAsync([new StoreWrite(Mark, new byte[] { 1 }, current.Count == 0 ? 0 : current[0].ModRevision)], cancellationToken);
        await using var feed = new FeedReader(store, "", after);
        var changes = new List<Change>();
        while (true)
        {
            var batch = await feed.NextBatchAsync();
            changes.AddRange(batch.Where(e => e.Key.StartsWith(Prefix, StringComparison.Ordinal) && e.Revision <= through).Select(Read));
            if (batch[^1].Revision >= mark.Revision)
            {
                return new StoredHistory(after, through, changes);
            }
        }
    }

    private static Change Read(StoreEvent change)
    {
        var name = change.Key[(change.Key.LastIndexOf('/') + 1)..];
        return new Change(
            name, change.Revision, change.Value is { } value ? Api.Parse(StoredObject.Parse(value, change.Revision, NoFacts).ToTree("v1", "ConfigMap")) : null);
    }
}
