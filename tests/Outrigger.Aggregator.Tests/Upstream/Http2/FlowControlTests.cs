using System.Buffers.Binary;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>One reader that is slow holds up its own stream alone, and costs no more than its window.</summary>
public sealed class FlowControlTests
{
    private const int Frames = Http2Stream.Window / FrameHead.MaxPayload;

    [Fact]
    public async Task StalledReader_OtherStreamsGoOn()
    {
        await using var harness = Http2Harness.Answering(async (peer, stream, fields) =>
        {
            peer.Head(stream, false, (":status", "200"));
            for (var i = 0; i < Frames; i++)
            {
                peer.Data(stream, new byte[FrameHead.MaxPayload], isEnd: !IsStalled(fields) && i == Frames - 1);
            }

            await peer.SendAsync();
        });
        await using var stalled = await harness.SendAsync(new TestRequest("GET", "/stalled"), Http2Harness.Token);

        // three times what all streams together may have on their way
        for (var i = 0; i < 3 * FrameHandler.ConnectionWindow / Http2Stream.Window; i++)
        {
            (await harness.GetAsync("/other")).Body.Length.ShouldBe(Http2Stream.Window);
        }

        harness.Backend.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task StalledReader_GivesNoRoomUntilItReads()
    {
        var updates = new TaskCompletionSource<List<(int Stream, int Room)>>();
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            peer.Head(stream, false, (":status", "200"));
            for (var i = 0; i < Frames; i++)
            {
                peer.Data(stream, new byte[FrameHead.MaxPayload]);
            }

            await peer.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).SendAsync();
            var before = new List<(int, int)>();
            while (await peer.ReadAsync() is var (head, payload) && head.Type != FrameType.Ping)
            {
                before.Add((head.StreamId, BinaryPrimitives.ReadInt32BigEndian(payload)));
            }

            updates.SetResult(before);
            (await peer.ReadAsync(FrameType.WindowUpdate)).Head.StreamId.ShouldBe(stream);
            await peer.Data(stream, [], isEnd: true).SendAsync();
            await peer.ReadAsync();
        });
        await using var response = await harness.SendAsync(new TestRequest("GET", "/x"), Http2Harness.Token);

        (await updates.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldAllBe(one => one.Stream == 0);

        (await UpstreamHarness.ReadAsync(response)).Length.ShouldBe(Http2Stream.Window);
    }

    [Fact]
    public async Task MoreThanTheWindow_EndsTheConnection()
    {
        await using var harness = Http2Harness.Answering(async (peer, stream, _) =>
        {
            peer.Head(stream, false, (":status", "200"));
            for (var i = 0; i <= Frames; i++)
            {
                peer.Data(stream, new byte[FrameHead.MaxPayload]);
            }

            await peer.SendAsync();
            BinaryPrimitives.ReadUInt32BigEndian((await peer.ReadAsync(FrameType.GoAway)).Payload.AsSpan(4)).ShouldBe((uint)Http2Error.FlowControl);
        });
        await using var response = await harness.SendAsync(new TestRequest("GET", "/x"), Http2Harness.Token);

        await Should.ThrowAsync<Aggregator.Upstream.UpstreamException>(UpstreamHarness.ReadAsync(response));
    }

    [Fact]
    public async Task UploadHeldUp_NextUploadTakesAnotherConnection()
    {
        var filled = new TaskCompletionSource();
        await using var harness = new Http2Harness(async (peer, number) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            if (number == 1)
            {
                for (var left = 65_535; left > 0; left -= (await peer.ReadAsync(FrameType.Data)).Payload.Length)
                {
                }

                filled.SetResult();
                (stream, _, var isEnd) = await peer.ReadRequestAsync();
                isEnd.ShouldBeTrue("a request without a body");
            }

            await peer.Answer(stream, $"c{number}").SendAsync();
            await peer.ReadAsync(FrameType.GoAway);
        });
        using var stop = new CancellationTokenSource();
        var stuck = harness.SendAsync(new TestRequest("POST", "/x").With(new string('x', 100_000)), stop.Token).AsTask();
        await filled.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token);

        (await harness.AskAsync(new TestRequest("POST", "/x").With("y"))).Body.ShouldBe("c2");
        (await harness.GetAsync()).Body.ShouldBe("c1");

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(stuck);
    }

    private static bool IsStalled(IReadOnlyList<Aggregator.Upstream.HeaderField> fields) => fields.Any(field => field.Value == "/stalled");
}
