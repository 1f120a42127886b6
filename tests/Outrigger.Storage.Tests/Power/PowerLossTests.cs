using System.Diagnostics;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Tests.Sqlite;

namespace Outrigger.Storage.Tests.Power;

/// <summary>The power fails (T-66): whatever was acknowledged is there, whatever of the rest reached the disk.</summary>
public sealed class PowerLossTests(ITestOutputHelper output) : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly double[] Chances = [0, 0.1, 0.5, 0.9, 1];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Cut_AtAnyOperation_LosesNothingAcknowledged() => RunAsync(commits: 480, cuts: 250);

    [Fact, Trait("category", "full")]
    public Task Cut_AtAnyOperationManyTimes_LosesNothingAcknowledged() => RunAsync(commits: 3000, cuts: 3000);

    private async Task RunAsync(int commits, int cuts)
    {
        var operations = await RecordAsync(commits);
        operations.Count(o => o.Action == DiskAction.Told).ShouldBe(commits);
        operations.Count(o => o is { Action: DiskAction.Sync, File: "" }).ShouldBeGreaterThan(5, "checkpoints");
        operations.Count(o => o is { Action: DiskAction.Sync, File: "-wal" }).ShouldBeGreaterThan(commits / 6);

        // the first opening makes the tables; before that there is no store yet
        var first = operations.TakeWhile(o => o.Action != DiskAction.Told).Count();
        var random = new Random(commits);
        var points = Enumerable.Range(0, cuts).Select(_ => random.Next(first, operations.Count + 1)).Order().ToList();
        var disk = new CutDisk();
        var told = new Acknowledged();
        var next = 0;
        for (var at = 0; at <= operations.Count; at++)
        {
            for (; next < points.Count && points[next] == at; next++)
            {
                await CheckAsync(disk, told, random, $"cut {next} at operation {at} of {operations.Count}");
            }

            if (at < operations.Count)
            {
                disk.Take(operations[at]);
                if (operations[at].Action == DiskAction.Told)
                {
                    told.Tell(operations[at].Data);
                }
                else if (operations[at].Action == DiskAction.Asked)
                {
                    told.Ask(operations[at].Data);
                }
            }
        }

        output.WriteLine($"{operations.Count} operations of {commits} commits, {cuts} cuts");
    }

    private async Task CheckAsync(CutDisk disk, Acknowledged told, Random random, string where)
    {
        var path = folder.File("cut/store.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        disk.Cut(path, random, Chances[random.Next(Chances.Length)]);
        try
        {
            await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None))
            {
                var stored = (await store.RangeAsync(new RangeQuery(""), None)).Records.ToDictionary(r => r.Key, r => r.ModRevision);
                told.Missing(stored, await store.CurrentRevisionAsync(None)).ShouldBeEmpty(where);
                (await store.CommitAsync([new StoreWrite("c/after/cut", "x"u8.ToArray(), 0)], None)).ShouldBeOfType<CommitResult.Committed>(where);
            }

            using var connection = SqliteConnection.Open(path, TimeSpan.FromSeconds(1), readOnly: true);
            connection.Text("PRAGMA integrity_check").ShouldBe("ok", where);
        }
        catch (StoreUnavailableException e)
        {
            throw new InvalidOperationException($"{where}: {e.Message}", e);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private async Task<IReadOnlyList<DiskOperation>> RecordAsync(int commits)
    {
        var path = folder.File("store.db");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(PowerLossTests).Assembly.Location);
        }

        start.Environment[PowerChild.PathVariable] = path;
        start.Environment[PowerChild.CommitsVariable] = $"{commits}";
        using var child = Process.Start(start)!;
        var errors = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        child.ExitCode.ShouldBe(0, errors);
        return DiskLog.Load(path + ".log");
    }
}
