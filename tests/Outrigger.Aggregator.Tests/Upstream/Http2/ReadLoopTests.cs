namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>Whoever goes on in place of the read loop holds up nobody, and sees at once what came at once.</summary>
public sealed class ReadLoopTests
{
    [Fact]
    public async Task Waiter_DoesNotReturn_OthersAreAnswered()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var harness = Http2Harness.Answering((peer, stream, _) => peer.Answer(stream).SendAsync());
        (await harness.GetAsync()).ShouldBe((200, "ok"));

        var first = Task.Run(
            async () =>
            {
                await using var response = await harness.SendAsync(new TestRequest("GET", "/x"), Http2Harness.Token).ConfigureAwait(false);
                held.SetResult();
                release.Wait(Http2Harness.Patience, Http2Harness.Token).ShouldBeTrue();
            },
            Http2Harness.Token);
        await held.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
        try
        {
            (await harness.GetAsync()).ShouldBe((200, "ok"));
        }
        finally
        {
            release.Set();
        }

        await first;
        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_ThatCameAtOnce_IsReadWithoutAWait()
    {
        await using var harness = Http2Harness.Answering((peer, stream, _) => peer.Answer(stream, "hello").SendAsync());
        for (var i = 0; i < 200; i++)
        {
            await using var response = await harness.SendAsync(new TestRequest("GET", "/x"), Http2Harness.Token);

            response.HasMore.ShouldBeTrue();
            var reading = response.ReadAsync(new byte[16], Http2Harness.Token);
            reading.IsCompletedSuccessfully.ShouldBeTrue();
            (await reading).ShouldBe(5);
            var end = response.ReadAsync(new byte[16], Http2Harness.Token);
            end.IsCompletedSuccessfully.ShouldBeTrue();
            (await end).ShouldBe(0);
        }
    }
}
