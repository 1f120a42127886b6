using Outrigger.Storage.Etcd.Watching;

namespace Outrigger.Storage.Tests.Etcd;

public sealed class SharedCallTests
{
    private readonly List<TaskCompletionSource<long>> calls = [];
    private readonly SharedCall shared;

    public SharedCallTests() => shared = new SharedCall(_ => Begin(), TestContext.Current.CancellationToken);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_WhileACallIsUnderWay_GetsTheAnswerOfTheNextWhichAllShare()
    {
        var first = shared.AskAsync(Token);
        var second = shared.AskAsync(Token);
        var third = shared.AskAsync(Token);
        calls.Count.ShouldBe(1);

        calls[0].SetResult(1);
        (await first).ShouldBe(1);
        await Eventually.TrueAsync(() => calls.Count == 2, "the next call");
        second.IsCompleted.ShouldBeFalse();

        calls[1].SetResult(2);
        (await second, await third).ShouldBe((2, 2));
        calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ask_GivenUp_EndsAtOnceAndOthersWaitOn()
    {
        using var given = new CancellationTokenSource();
        var first = shared.AskAsync(given.Token);
        var next = shared.AskAsync(given.Token);
        var other = shared.AskAsync(Token);

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(next);
        calls[0].SetResult(1);
        await Eventually.TrueAsync(() => calls.Count == 2, "the next call");
        calls[1].SetResult(2);
        (await other).ShouldBe(2);
    }

    [Fact]
    public async Task Ask_WhoseCallFails_FailsAndTheNextIsACallOfItsOwn()
    {
        var first = shared.AskAsync(Token);
        calls[0].SetException(new IOException("gone"));
        await Should.ThrowAsync<IOException>(first);

        var second = shared.AskAsync(Token);
        await Eventually.TrueAsync(() => calls.Count == 2, "the next call");
        calls[1].SetResult(2);

        (await second).ShouldBe(2);
    }

    private Task<long> Begin()
    {
        var call = new TaskCompletionSource<long>();
        calls.Add(call);
        return call.Task;
    }
}
