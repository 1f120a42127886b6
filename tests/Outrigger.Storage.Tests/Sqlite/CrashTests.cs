using System.Diagnostics;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Tests.Sqlite;

/// <summary>SIGKILL during writes: everything acknowledged is there, no revision goes back.</summary>
public sealed class CrashTests : SqliteFixture
{
    private readonly Dictionary<string, (bool Deleted, long Revision)> acknowledged = new(StringComparer.Ordinal);
    private long newest = 1;

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothingAcknowledged()
    {
        for (var round = 0; round < 4; round++)
        {
            await RunChildAsync(round, killAfterLines: 150 + (round * 211), step: "");
            await CheckAsync();
        }
    }

    [Theory]
    [InlineData(nameof(WriterStep.Commit))]
    [InlineData(nameof(WriterStep.Publish))]
    [InlineData(nameof(WriterStep.Answer))]
    [InlineData(nameof(WriterStep.Compact))]
    [InlineData(nameof(WriterStep.Checkpoint))]
    public async Task Kill_AtAnEdgeOfDurability_LosesNothingAcknowledged(string step)
    {
        for (var round = 0; round < 2; round++)
        {
            await RunChildAsync(round, killAfterLines: int.MaxValue, step);
            await CheckAsync();
        }
    }

    private async Task RunChildAsync(int round, int killAfterLines, string step)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        }

        start.Environment[CrashChild.PathVariable] = File;
        start.Environment[CrashChild.StepVariable] = step;
        start.Environment[CrashChild.RoundVariable] = $"{round}";
        using var child = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var killing = patience.Token.Register(child.Kill);
        var errors = child.StandardError.ReadToEndAsync();
        var lines = 0;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            Note(line);
            if (++lines == killAfterLines)
            {
                child.Kill();
            }
        }

        await child.WaitForExitAsync();
        child.ExitCode.ShouldBe(137, await errors);
        lines.ShouldBeGreaterThan(0);
    }

    private void Note(string line)
    {
        if (line.Split(' ') is [var what, var key, var number])
        {
            var revision = long.Parse(number);
            acknowledged[key] = (what == "del", revision);
            newest = Math.Max(newest, revision);
        }
    }

    private async Task CheckAsync()
    {
        await using var store = await OpenAsync();
        var current = await store.CurrentRevisionAsync(None);
        current.ShouldBeGreaterThanOrEqualTo(newest, "no revision goes back");
        var records = (await store.RangeAsync(new RangeQuery(""), None)).Records.ToDictionary(r => r.Key, r => r.ModRevision);
        var moved = 0;
        foreach (var (key, (deleted, revision)) in acknowledged)
        {
            if (records.TryGetValue(key, out var found))
            {
                found.ShouldBeGreaterThanOrEqualTo(revision, $"{key} is older than what was acknowledged");
                moved += found > revision ? 1 : 0;
            }
            else if (!deleted)
            {
                moved++;
            }
        }

        // A writer's last write may have become durable without being acknowledged; no more than one each.
        moved.ShouldBeLessThanOrEqualTo(CrashChild.Writers * (1 + RoundsSoFar()));
        using var connection = SqliteConnection.Open(File, TimeSpan.FromSeconds(1), readOnly: true);
        connection.Text("PRAGMA integrity_check").ShouldBe("ok");
        newest = current;
    }

    private int RoundsSoFar() => acknowledged.Keys.Max(k => int.Parse(k.AsSpan(5, 1)));
}
