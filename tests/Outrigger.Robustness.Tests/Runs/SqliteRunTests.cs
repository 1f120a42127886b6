namespace Outrigger.Robustness.Tests.Runs;

/// <summary>The short run over the embedded store.</summary>
public sealed class SqliteRunTests(ITestOutputHelper output)
{
    [Fact]
    public Task Run_EveryFaultOnce_BreaksNothing() => RunAsync(rounds: 1);

    [Fact, Trait("category", "full")]
    public Task Run_EveryFaultManyTimes_BreaksNothing() => RunAsync(rounds: 12);

    private async Task RunAsync(int rounds)
    {
        await using var run = new SqliteRun();
        var report = await run.RunAsync(rounds);
        output.WriteLine(report.Figures);
        report.Violations.ShouldBeEmpty(report.Figures);
    }
}
