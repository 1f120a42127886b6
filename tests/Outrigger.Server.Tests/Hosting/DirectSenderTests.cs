using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public sealed class DirectSenderTests : IAsyncLifetime
{
    private const int Threshold = 64 * 1024;
    private readonly Socket client = new(SocketType.Stream, ProtocolType.Tcp);
    private Socket server = null!;
    private DirectSender sender = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await client.ConnectAsync(listener.LocalEndPoint!, TestServer.Token);
        server = await listener.AcceptAsync(TestServer.Token);
        server.Blocking = false;
        sender = new DirectSender(server, new PipeOptions(pauseWriterThreshold: Threshold, resumeWriterThreshold: Threshold / 2, useSynchronizationContext: false));
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Write_WhatTheSocketTakes_IsSentWhenTheCallReturns()
    {
        var written = sender.WriteAsync(Bytes(1000), TestServer.Token);

        written.IsCompletedSuccessfully.ShouldBeTrue();
        server.Shutdown(SocketShutdown.Send);
        (await ReceiveAsync()).ShouldBe(Bytes(1000));
    }

    [Fact]
    public async Task Write_MoreThanTheSocketTakes_WaitsForTheClientAndKeepsTheOrder()
    {
        var all = Bytes(32 * 1024 * 1024);
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < all.Length; at += 50_000)
            {
                await sender.WriteAsync(all.AsMemory(at, Math.Min(50_000, all.Length - at)), TestServer.Token);
            }

            await sender.CompleteAsync();
            server.Shutdown(SocketShutdown.Send);
        });
        writing.IsCompleted.ShouldBeFalse();

        var received = await ReceiveAsync();

        received.AsSpan().SequenceEqual(all).ShouldBeTrue();
        await writing;
    }

    [Fact]
    public async Task Flush_OfWhatWasWrittenIntoItsMemory_SendsItBeforeWhatFollows()
    {
        Bytes(10).CopyTo(sender.GetMemory(10));
        sender.Advance(10);
        await sender.FlushAsync(TestServer.Token);
        await sender.WriteAsync("end"u8.ToArray(), TestServer.Token);
        await sender.CompleteAsync();
        server.Shutdown(SocketShutdown.Send);

        (await ReceiveAsync()).ShouldBe([.. Bytes(10), .. "end"u8]);
    }

    [Fact]
    public async Task Write_WhenTheSocketIsClosed_TellsThatNobodyReads()
    {
        server.Dispose();

        (await sender.WriteAsync(Bytes(10), TestServer.Token)).IsCompleted.ShouldBeTrue();
        (await sender.FlushAsync(TestServer.Token)).IsCompleted.ShouldBeTrue();
        await sender.CompleteAsync();
    }

    [Fact]
    public async Task Complete_WhenTheSocketIsClosedWhileBytesWait_Ends()
    {
        var writing = sender.WriteAsync(Bytes(32 * 1024 * 1024), TestServer.Token).AsTask();
        var completing = Task.Run(async () => await sender.CompleteAsync());
        server.Dispose();

        await completing.WaitAsync(TestServer.Token);
        (await writing).IsCompleted.ShouldBeTrue();
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31 >> 3))];

    private async Task<byte[]> ReceiveAsync()
    {
        await using var stream = new NetworkStream(client);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestServer.Token);
        return all.ToArray();
    }
}
