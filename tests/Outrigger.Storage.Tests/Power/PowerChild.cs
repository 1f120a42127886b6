using System.Globalization;
using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Tests.Power;

/// <summary>The process whose disk operations are taken down: this same program, started with a path in the environment.</summary>
internal static class PowerChild
{
    public const string PathVariable = "OUTRIGGER_POWER_TEST_PATH";
    public const string CommitsVariable = "OUTRIGGER_POWER_TEST_COMMITS";
    private const int Writers = 6;

    public static async Task RunAsync(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var log = new DiskLog(path);
        var disk = RecordingDisk.Install(log);
        var commits = int.Parse(Environment.GetEnvironmentVariable(CommitsVariable)!, CultureInfo.InvariantCulture);

        // checkpoints and new lives of the log all the time
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path, CheckpointPages = 40 }, CancellationToken.None))
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(store, w, commits / Writers, log, path))));
        }

        log.Save(path + ".log");
        GC.KeepAlive(disk);
    }

    // a writer knows its keys' revisions, so that what it was told last is what must be there
    private static async Task WriteAsync(SqliteStore store, int writer, int commits, DiskLog log, string path)
    {
        var random = new Random(writer);
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < commits; i++)
        {
            var key = $"a/w{writer}/{random.Next(12)}";
            var pair = $"b/w{writer}/{random.Next(12)}";
            var delete = known.ContainsKey(key) && random.Next(4) == 0;
            var value = delete ? (ReadOnlyMemory<byte>?)null : Encoding.ASCII.GetBytes(new string((char)('a' + (i % 26)), random.Next(20, 6000)));
            if (delete)
            {
                log.Note(DiskAction.Asked, path, 0, Encoding.ASCII.GetBytes(key));
            }

            var done = (CommitResult.Committed)await store.CommitAsync(
                [new StoreWrite(key, value, known.GetValueOrDefault(key)), new StoreWrite(pair, "x"u8.ToArray(), known.GetValueOrDefault(pair))], CancellationToken.None);
            log.Note(DiskAction.Told, path, 0, Encoding.ASCII.GetBytes($"{done.Revision} {(delete ? "-" : "+")}{key} +{pair}"));
            if (delete)
            {
                known.Remove(key);
            }
            else
            {
                known[key] = done.Revision;
            }

            known[pair] = done.Revision;
            if (i % 20 == 19)
            {
                await store.CompactAsync(done.Revision - 30, CancellationToken.None);
            }
        }
    }
}
