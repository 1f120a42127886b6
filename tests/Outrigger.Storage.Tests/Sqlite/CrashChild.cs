using System.Diagnostics;
using System.Text;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Tests.Sqlite;

/// <summary>
/// The process that is killed: this same program, started with a path in the environment, writes for ever and tells each
/// acknowledged write on its output.
/// </summary>
internal static class CrashChild
{
    public const string PathVariable = "OUTRIGGER_CRASH_TEST_PATH";
    public const string StepVariable = "OUTRIGGER_CRASH_TEST_STEP";
    public const string RoundVariable = "OUTRIGGER_CRASH_TEST_ROUND";
    public const int Writers = 8;
    private const int StepsBeforeDeath = 40;

    public static async Task RunAsync(string path)
    {
        var dieAt = Environment.GetEnvironmentVariable(StepVariable) is { Length: > 0 } name ? Enum.Parse<WriterStep>(name) : (WriterStep?)null;
        var round = Environment.GetEnvironmentVariable(RoundVariable);
        var steps = 0;
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions
            {
                Path = path,
                CheckpointPages = 64,
                Failpoint = step =>
                {
                    if (step == dieAt && ++steps == StepsBeforeDeath)
                    {
                        Process.GetCurrentProcess().Kill();
                        new ManualResetEventSlim().Wait();
                    }
                },
            },
            CancellationToken.None);
        await using var output = Console.OpenStandardOutput();
        var gate = new Lock();
        void Tell(string line)
        {
            lock (gate)
            {
                output.Write(Encoding.ASCII.GetBytes(line + "\n"));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(store, $"a/b/r{round}-w{w}", Tell))));
    }

    // Each key is created, changed, and every third deleted, so that one write at a time of each writer is in flight.
    private static async Task WriteAsync(SqliteStore store, string name, Action<string> tell)
    {
        var value = Encoding.ASCII.GetBytes(new string('x', 900));
        for (var i = 0; ; i++)
        {
            var key = $"{name}-{i}";
            var revision = await CommitAsync(store, new StoreWrite(key, value, 0));
            tell($"put {key} {revision}");
            revision = await CommitAsync(store, new StoreWrite(key, value, revision));
            tell($"put {key} {revision}");
            if (i % 3 == 0)
            {
                revision = await CommitAsync(store, new StoreWrite(key, null, revision));
                tell($"del {key} {revision}");
            }

            if (i % 50 == 49)
            {
                await store.CompactAsync(revision - 100, CancellationToken.None);
            }
        }
    }

    private static async Task<long> CommitAsync(SqliteStore store, StoreWrite write) =>
        ((CommitResult.Committed)await store.CommitAsync([write], CancellationToken.None)).Revision;
}
