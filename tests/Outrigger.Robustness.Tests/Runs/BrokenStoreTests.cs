using Outrigger.Robustness.Tests.Serving;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>Proof that the harness can fail: a store with one fault is named by the validator that is there for it.</summary>
public sealed class BrokenStoreTests
{
    private const int Writes = 100;

    [Theory]
    [InlineData(nameof(Breakage.PublishBeforeCommit), "durable", 20)]
    [InlineData(nameof(Breakage.DropEvent), "reliable", Writes)]
    [InlineData(nameof(Breakage.ReuseRevision), "unique", Writes)]
    public async Task Run_WithABrokenStore_NamesTheLawThatItBreaks(string breakage, string law, int writes)
    {
        await using var run = new SqliteRun(Enum.Parse<Breakage>(breakage));
        var report = await run.RunQuietlyAsync(writes);
        report.Violations.Select(v => v.Validator).ShouldContain(law, report.Figures + string.Join('\n', report.Violations));
    }

    [Fact]
    public async Task Run_WithASoundStore_NamesNothing()
    {
        await using var run = new SqliteRun();
        (await run.RunQuietlyAsync(Writes)).Violations.ShouldBeEmpty();
    }
}
