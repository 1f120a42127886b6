using System.Buffers;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.TestKit.Http2;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Server.Tests.Hosting;

public sealed class FrameCounterTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(RawHttp2.Ping, 8)]
    [InlineData(RawHttp2.Settings, 6)]
    [InlineData(RawHttp2.Priority, 5)]
    [InlineData(RawHttp2.Reset, 4)]
    [InlineData(RawHttp2.Data, 0)]
    [InlineData(RawHttp2.Continuation, 1023)]
    [InlineData(0xEE, 0)]
    public void Take_OneSuspiciousFrameTooMany_IsAFlood(byte type, int length)
    {
        var frames = Started();
        var frame = Frame(type, 0, 1, new byte[length]);

        Take(frames, frame, FrameCounter.Most).ShouldBeTrue();

        Take(frames, frame, 1).ShouldBeFalse();
    }

    [Theory]
    [InlineData(RawHttp2.Data, 0, 1)]
    [InlineData(RawHttp2.Data, RawHttp2.EndStream, 0)]
    [InlineData(RawHttp2.WindowUpdate, 0, 4)]
    [InlineData(RawHttp2.Headers, RawHttp2.EndHeaders, 100)]
    [InlineData(RawHttp2.Continuation, RawHttp2.EndHeaders, 10)]
    [InlineData(RawHttp2.Continuation, 0, 1024)]
    public void Take_FramesOfRequests_AreNoFlood(byte type, byte flags, int length) =>
        Take(Started(), Frame(type, flags, 1, new byte[length]), 10 * FrameCounter.Most).ShouldBeTrue();

    [Fact]
    public void Take_AsManyInEachPeriod_IsNoFlood()
    {
        var frames = Started();
        for (var i = 0; i < 5; i++)
        {
            Take(frames, Frame(Ping, 0, 0, new byte[8]), FrameCounter.Most).ShouldBeTrue();
            clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void Take_BytesInAnyPieces_AreTheSameFrames()
    {
        byte[] all = [.. Preface, .. Frame(WindowUpdate, 0, 1, Number(1)), .. Frame(Data, 0, 1, new byte[300]), .. Frame(Headers, EndHeaders, 3, [1, 2])];
        byte[] flood = [.. all, .. Enumerable.Repeat(Frame(Ping, 0, 0, new byte[8]), FrameCounter.Most + 1).SelectMany(f => f)];
        foreach (var piece in (int[])[1, 2, 8, 9, 10, 13, 1000])
        {
            var frames = new FrameCounter(clock, new UnseenRequests());
            var wrong = flood.Chunk(piece).Select((chunk, i) => (IsFine: frames.Take(new ReadOnlySequence<byte>(chunk), out _), i)).First(c => !c.IsFine).i;

            // in the piece with the last head
            wrong.ShouldBe((flood.Length - 9) / piece, $"pieces of {piece}");
        }
    }

    [Fact]
    public void Take_RequestsOfAStranger_AreKeptBackUntilTheOthersWereSeen()
    {
        var requests = new UnseenRequests();
        var frames = new FrameCounter(clock, requests);
        byte[] Requests(int first, int count) => [.. Enumerable.Range(first, count).SelectMany(i => Frame(Headers, EndHeaders, (2 * i) + 1, new byte[100]))];
        Take(frames, Preface.ToArray(), 1).ShouldBeTrue();

        // the last one only its head
        Passed(frames, Requests(0, 6)).ShouldBe((109 * UnseenRequests.Most) + 9);
        Passed(frames, new byte[100]).ShouldBe(0);

        requests.WaitAsync().IsCompleted.ShouldBeFalse();
        requests.Seen(isKnown: false);
        requests.WaitAsync().IsCompleted.ShouldBeTrue();
        Passed(frames, [.. new byte[100], .. Requests(5, 1)]).ShouldBe(109);

        requests.Seen(isKnown: true);
        Passed(frames, [.. new byte[100], .. Requests(6, 50)]).ShouldBe(100 + (109 * 50));
    }

    [Fact]
    public void Take_TrailersOfARequest_AreNoRequest()
    {
        var requests = new UnseenRequests();
        var frames = new FrameCounter(clock, requests);
        Take(frames, Preface.ToArray(), 1).ShouldBeTrue();
        byte[] all = [.. Enumerable.Repeat(Frame(Headers, EndHeaders, 1, new byte[10]), 10).SelectMany(f => f)];

        Passed(frames, all).ShouldBe(all.Length);
    }

    private static long Passed(FrameCounter frames, byte[] bytes)
    {
        frames.Take(new ReadOnlySequence<byte>(bytes), out var passed).ShouldBeTrue();
        return passed;
    }

    private static bool Take(FrameCounter frames, byte[] frame, int count) =>
        Enumerable.Range(0, count).All(_ => frames.Take(new ReadOnlySequence<byte>(frame), out var passed) && passed == frame.Length);

    private FrameCounter Started()
    {
        var frames = new FrameCounter(clock, new UnseenRequests());
        Take(frames, Preface.ToArray(), 1).ShouldBeTrue();
        return frames;
    }
}
