using Outrigger.Server.AutoTls;
using Outrigger.Server.Tests.Delegation;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.AutoTls;

public sealed class AutoTlsKeeperTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AFailureOfAnySort_IsToldAndTriedAgain()
    {
        var time = new FakeTimeProvider();
        var log = new CapturingLog();
        var store = new FailingStore();
        using var main = new FakeMainServer();
        var keeper = new AutoTlsKeeper(
            store, new AutoTlsPlan("w", ["w"], new AutoTlsOptions()), new BundlePublisher(main.Client(time), "w", []), null, time, log);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var running = keeper.RunAsync(end.Token);

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return keeper.Current is not null;
            },
            "the keys read after two failures");
        log.Lines.Count(l => l.StartsWith("Warning 3203", StringComparison.Ordinal)).ShouldBe(2);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    private sealed class FailingStore : IAutoTlsStore
    {
        private readonly Queue<Exception> failures = new([new TaskCanceledException("no connection"), new InvalidOperationException("whatever")]);

        public Task<(AutoTlsKeys? Keys, string Version)> ReadAsync(CancellationToken cancellationToken) =>
            failures.TryDequeue(out var failure)
                ? Task.FromException<(AutoTlsKeys?, string)>(failure)
                : Task.FromResult<(AutoTlsKeys?, string)>((null, ""));

        public Task<bool> WriteAsync(AutoTlsKeys keys, string version, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
