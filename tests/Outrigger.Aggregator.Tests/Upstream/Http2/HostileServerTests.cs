using System.Buffers.Binary;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>Servers that keep no rule: an answer is refused alone where that can be, and the connection ends where it cannot.</summary>
public sealed class HostileServerTests
{
    private static readonly (string, string) Ok = (":status", "200");

    [Theory]
    [InlineData("content-type", "x")] // no status
    [InlineData(":status", "20")]
    [InlineData(":status", "2000")]
    [InlineData(":status", "abc")]
    [InlineData(":status", "101")]
    [InlineData(":path", "/")]
    [InlineData(":status", "200", ":status", "200")]
    [InlineData(":status", "200", "a", "b", ":status", "200")]
    [InlineData(":status", "200", ":other", "x")]
    [InlineData(":status", "200", "X-Upper", "x")]
    [InlineData(":status", "200", "a b", "x")]
    [InlineData(":status", "200", "", "x")]
    [InlineData(":status", "200", "x", "a\nb")]
    [InlineData(":status", "200", "x", "a\0b")]
    [InlineData(":status", "200", "connection", "close")]
    [InlineData(":status", "200", "keep-alive", "5")]
    [InlineData(":status", "200", "transfer-encoding", "chunked")]
    [InlineData(":status", "200", "upgrade", "h2c")]
    [InlineData(":status", "200", "proxy-connection", "close")]
    [InlineData(":status", "200", "content-length", "+1")]
    [InlineData(":status", "200", "content-length", "1", "content-length", "2")]
    [InlineData(":status", "200", "content-length", "99999999999999999999")]
    public async Task Head_ThatIsNotAllowed_IsRefusedAlone(params string[] fields)
    {
        await using var harness = FirstIsBad((peer, stream) => peer.Head(stream, false, [.. fields.Chunk(2).Select(pair => (pair[0], pair[1]))]));

        await RefusedAloneAsync(harness);
    }

    [Theory]
    [InlineData("3", "ab", true)]
    [InlineData("3", "abcd", true)]
    [InlineData("3", "abcd", false)]
    [InlineData("3", "", true)]
    public async Task Body_ThatIsNotItsContentLength_IsRefusedAlone(string length, string body, bool isEnd)
    {
        await using var harness = FirstIsBad((peer, stream) =>
            peer.Head(stream, false, Ok, ("content-length", length)).Data(stream, System.Text.Encoding.ASCII.GetBytes(body), isEnd));

        await RefusedAloneAsync(harness);
    }

    [Fact]
    public async Task Order_ThatIsNotAllowed_IsRefusedAlone()
    {
        foreach (var bad in new Action<Http2Peer, int>[]
        {
            (peer, stream) => peer.Data(stream, "early"u8),
            (peer, stream) => peer.Head(stream, false, Ok).Head(stream, false, ("trailer", "x")),
            (peer, stream) => peer.Head(stream, true, (":status", "100")),
            (peer, stream) => Enumerable.Range(0, 6).ToList().ForEach(_ => peer.Head(stream, false, (":status", "103"))),
            (peer, stream) => peer.Frame(FrameType.WindowUpdate, stream, 0),
            (peer, stream) => peer.Frame(FrameType.WindowUpdate, stream, int.MaxValue),
            (peer, stream) => peer.Head(stream, false, Ok, ("x", new string('x', 66_000))),
        })
        {
            await using var harness = FirstIsBad(bad);
            await RefusedAloneAsync(harness);
        }
    }

    [Fact]
    public async Task NoBodyAllowed_DataIsRefused()
    {
        await using var harness = FirstIsBad((peer, stream) => peer.Head(stream, false, (":status", "204")).Data(stream, "x"u8));

        await RefusedAloneAsync(harness);
    }

    [Theory]
    [InlineData(FrameType.Data, 0, 0, "78", Http2Error.Protocol)]
    [InlineData(FrameType.Data, 0, 2, "78", Http2Error.Protocol)]
    [InlineData(FrameType.Data, 0, 99, "78", Http2Error.Protocol)]
    [InlineData(FrameType.Data, 8, 1, "05616263", Http2Error.Protocol)]
    [InlineData(FrameType.Headers, 4, 99, "88", Http2Error.Protocol)]
    [InlineData(FrameType.Headers, 0x24, 1, "00000000", Http2Error.FrameSize)]
    [InlineData(FrameType.Headers, 4, 1, "c0", Http2Error.Compression)]
    [InlineData(FrameType.Continuation, 4, 1, "88", Http2Error.Protocol)]
    [InlineData(FrameType.PushPromise, 4, 1, "0000000288", Http2Error.Protocol)]
    [InlineData(FrameType.ResetStream, 0, 99, "00000000", Http2Error.Protocol)]
    [InlineData(FrameType.ResetStream, 0, 1, "000000", Http2Error.FrameSize)]
    [InlineData(FrameType.Settings, 0, 1, "", Http2Error.Protocol)]
    [InlineData(FrameType.Settings, 0, 0, "0001", Http2Error.FrameSize)]
    [InlineData(FrameType.Settings, 0, 0, "000480000000", Http2Error.FlowControl)]
    [InlineData(FrameType.Settings, 0, 0, "000500000001", Http2Error.Protocol)]
    [InlineData(FrameType.Ping, 0, 0, "00", Http2Error.FrameSize)]
    [InlineData(FrameType.GoAway, 0, 0, "00", Http2Error.FrameSize)]
    [InlineData(FrameType.WindowUpdate, 0, 0, "00000000", Http2Error.Protocol)]
    [InlineData(FrameType.WindowUpdate, 0, 0, "7fffffff", Http2Error.FlowControl)]
    [InlineData(FrameType.WindowUpdate, 0, 99, "00000001", Http2Error.Protocol)]
    internal async Task Frame_ThatBreaksTheConnection_EndsIt(FrameType type, int flags, int stream, string payload, Http2Error code)
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.Frame(type, (FrameFlags)flags, stream, Convert.FromHexString(payload)).SendAsync();
            (await CodeAsync(peer)).ShouldBe(code);
        });

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.BadAnswer);
        harness.Client.Pool.Shared.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Frame_InsideOfAHeaderBlock_EndsTheConnection()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await peer.Frame(FrameType.Headers, FrameFlags.None, stream, [0x88]).Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).SendAsync();
            (await CodeAsync(peer)).ShouldBe(Http2Error.Protocol);
        });

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.BadAnswer);
    }

    [Fact]
    public async Task Frame_TooLarge_EndsTheConnection()
    {
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            await peer.Head(stream, false, Ok).Data(stream, new byte[FrameHead.MaxPayload + 1]).SendAsync();
            (await CodeAsync(peer)).ShouldBe(Http2Error.FrameSize);
        });

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.BadAnswer);
    }

    [Fact]
    public async Task Data_BeyondTheWindow_EndsTheConnection()
    {
        var told = new TaskCompletionSource<Http2Error>();
        await using var harness = new Http2Harness(async (peer, _) =>
        {
            await peer.GreetAsync();
            var (stream, _, _) = await peer.ReadRequestAsync();
            peer.Head(stream, false, Ok);
            for (var sent = 0; sent <= Http2Stream.Window; sent += FrameHead.MaxPayload)
            {
                peer.Data(stream, new byte[FrameHead.MaxPayload]);
            }

            await peer.SendAsync();
            told.SetResult(await CodeAsync(peer));
        });

        await using var unread = await harness.SendAsync(new TestRequest("GET", "/x"), Http2Harness.Token);

        (await told.Task.WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBe(Http2Error.FlowControl);
    }

    [Fact]
    public async Task NotHttp2_IsNotReached()
    {
        await using var harness = new Http2Harness((peer, _) => peer.Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).SendAsync());

        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.Connect);
    }

    private static Http2Harness FirstIsBad(Action<Http2Peer, int> bad) => new(async (peer, _) =>
    {
        await peer.GreetAsync();
        var (first, _, _) = await peer.ReadRequestAsync();
        bad(peer, first);
        await peer.SendAsync();
        (await peer.ReadAsync(FrameType.ResetStream)).Head.StreamId.ShouldBe(first);
        await peer.Answer((await peer.ReadRequestAsync()).StreamId, "next").SendAsync();
        await Should.ThrowAsync<IOException>(peer.ReadAsync());
    });

    private static async Task RefusedAloneAsync(Http2Harness harness)
    {
        (await harness.FailAsync()).Failure.ShouldBe(UpstreamFailure.BadAnswer);
        (await harness.GetAsync()).Body.ShouldBe("next");
        harness.Backend.Connections.ShouldBe(1);
    }

    private static async Task<Http2Error> CodeAsync(Http2Peer peer) =>
        (Http2Error)BinaryPrimitives.ReadUInt32BigEndian((await peer.ReadAsync(FrameType.GoAway)).Payload.AsSpan(4));
}
