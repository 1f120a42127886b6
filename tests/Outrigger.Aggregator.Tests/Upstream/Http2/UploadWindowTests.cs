using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>What the windows of a connection let through and nobody sent stays to be sent.</summary>
public sealed class UploadWindowTests : IDisposable
{
    private const int Room = 1024 * 1024;
    private const int Default = 65_535;

    private readonly Pipe toServer = new();
    private readonly Pipe toClient = new();
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Http2Connection connection;
    private readonly Http2Peer peer;

    public UploadWindowTests()
    {
        var target = new UpstreamTarget(new IPEndPoint(IPAddress.Loopback, 443), UpstreamHarness.Name, UpstreamTrust.Anybody, null);
        var stream = new DuplexStream(toClient.Reader.AsStream(), toServer.Writer.AsStream());
        connection = new Http2Connection(new UpstreamConnection(target, socket, stream), 64 * 1024, TimeProvider.System);
        peer = new Http2Peer(new DuplexStream(toServer.Reader.AsStream(), toClient.Writer.AsStream()));
    }

    [Fact]
    public async Task UploadIsCancelledWhileNothingIsRead_NextOneMaySendAllThatIsLeft()
    {
        await StartAsync();
        using var stop = new CancellationTokenSource();
        var first = Open();
        var cancelled = connection.SendAsync(first, new byte[Room], isEnd: true, stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        first.Dispose();
        var sent = await ReadBodyAsync(FrameType.ResetStream);

        var left = Default + Room - sent;
        var second = Open();
        var rest = connection.SendAsync(second, new byte[left], isEnd: true, Http2Harness.Token).AsTask();
        (await ReadBodyAsync(last: FrameType.Data).WaitAsync(Http2Harness.Patience, Http2Harness.Token)).ShouldBe(left);
        await rest;
    }

    public void Dispose()
    {
        connection.Dispose();
        socket.Dispose();
    }

    private async Task StartAsync()
    {
        var greeted = peer.GreetAsync((SettingId.InitialWindowSize, 2 * Room));
        await connection.StartAsync(Http2Harness.Token);
        await greeted;
        await peer.Frame(FrameType.WindowUpdate, 0, Room).Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).SendAsync();
        while ((await peer.ReadAsync()).Head.Type != FrameType.Ping)
        {
        }
    }

    private Http2Stream Open()
    {
        connection.Streams.TryReserve().ShouldBeTrue();
        var request = new TestRequest("POST", "/x").With("a body");
        using var head = new RequestHeadWriter();
        request.WriteHead(head, connection.Target);
        head.End();
        using var block = HeadEncoder.Encode(head.Written.Span);
        return connection.Open(request, block)!;
    }

    /// <summary>How many bytes of bodies come up to a frame of a type; of DATA the one that ends its stream.</summary>
    private async Task<int> ReadBodyAsync(FrameType last)
    {
        for (var count = 0; ;)
        {
            var (head, payload) = await peer.ReadAsync();
            count += head.Type == FrameType.Data ? payload.Length : 0;
            if (head.Type == last && (last != FrameType.Data || head.Has(FrameFlags.EndStream)))
            {
                return count;
            }
        }
    }
}
