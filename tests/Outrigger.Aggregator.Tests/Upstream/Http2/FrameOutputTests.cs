using System.IO.Pipelines;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>What waits for a server that does not read is bounded.</summary>
public sealed class FrameOutputTests
{
    private const int Block = FrameHead.MaxPayload;
    private readonly Pipe pipe = new();

    [Fact]
    public void Add_NobodyReads_EndsTheConnection()
    {
        var output = Output();

        Should.Throw<Http2Exception>(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                output.Add(FrameType.Ping, FrameFlags.Ack, 0, new byte[Block]);
                output.Pump();
            }
        }).Code.ShouldBe(Http2Error.EnhanceYourCalm);
    }

    [Fact]
    public async Task SendDataAsync_NobodyReads_WaitsUntilSomebodyDoes()
    {
        var output = Output();
        var sent = 0;
        async Task SendAsync()
        {
            for (; sent < 40; sent++)
            {
                await output.SendDataAsync(1, new byte[Block], false, Http2Harness.Token);
            }
        }

        var sending = SendAsync();
        sending.IsCompleted.ShouldBeFalse();
        sent.ShouldBeLessThan(15);

        for (var read = 0L; read < 40 * (Block + FrameHead.Size);)
        {
            var bytes = await pipe.Reader.ReadAsync(Http2Harness.Token);
            read += bytes.Buffer.Length;
            pipe.Reader.AdvanceTo(bytes.Buffer.End);
        }

        await sending.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
    }

    [Fact]
    public async Task Pump_WhileAWriteIsUnderWay_WritesTheRestTogether()
    {
        var output = Output();
        output.Add(FrameType.Ping, FrameFlags.None, 0, new byte[100_000]);
        output.Pump();
        for (var i = 0; i < 10; i++)
        {
            output.Add(FrameType.WindowUpdate, 0, 1);
            output.Pump();
        }

        var first = await pipe.Reader.ReadAsync(Http2Harness.Token);
        first.Buffer.Length.ShouldBe(100_000 + FrameHead.Size);
        pipe.Reader.AdvanceTo(first.Buffer.End);

        (await pipe.Reader.ReadAsync(Http2Harness.Token)).Buffer.Length.ShouldBe(10 * (FrameHead.Size + 4));
    }

    // a pipe takes 64 KiB and lets the next write wait
    private FrameOutput Output() => new(pipe.Writer.AsStream(), e => throw e);
}
