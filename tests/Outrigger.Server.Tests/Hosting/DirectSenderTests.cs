using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public sealed class DirectSenderTests : IAsyncLifetime
{
    private const int Threshold = 64 * 1024;
    private readonly Socket client = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly HeldBatch batch = new();
    private Socket server = null!;
    private DirectSender sender = null!;
    private bool isBusy;

    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await client.ConnectAsync(listener.LocalEndPoint!, TestServer.Token);
        server = await listener.AcceptAsync(TestServer.Token);
        server.Blocking = false;
        var queue = new PipeOptions(
            readerScheduler: batch, pauseWriterThreshold: Threshold, resumeWriterThreshold: Threshold / 2, useSynchronizationContext: false);
        sender = new DirectSender(server, queue, () => isBusy);
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

    [Fact]
    public async Task Write_SmallWhileBusy_IsLeftToTheBatchAndNothingOvertakesIt()
    {
        var release = batch.Hold();
        isBusy = true;
        await sender.WriteAsync("first"u8.ToArray(), TestServer.Token);
        client.Poll(0, SelectMode.SelectRead).ShouldBeFalse();

        isBusy = false;
        await sender.WriteAsync(Bytes(20_000), TestServer.Token);
        client.Poll(0, SelectMode.SelectRead).ShouldBeFalse();

        release();
        await sender.CompleteAsync();
        server.Shutdown(SocketShutdown.Send);
        (await ReceiveAsync()).ShouldBe([.. "first"u8, .. Bytes(20_000)]);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(8 * 1024, false)]
    public async Task Write_LargeOrOfAStreamWhileBusy_IsSentWhenTheCallReturns(int bytes, bool isAlwaysDirect)
    {
        _ = batch.Hold();
        isBusy = true;
        sender.IsAlwaysDirect = isAlwaysDirect;

        await sender.WriteAsync(Bytes(bytes), TestServer.Token);

        server.Shutdown(SocketShutdown.Send);
        (await ReceiveAsync()).ShouldBe(Bytes(bytes));
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31 >> 3))];

    private async Task<byte[]> ReceiveAsync()
    {
        await using var stream = new NetworkStream(client);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestServer.Token);
        return all.ToArray();
    }

    private sealed class HeldBatch : PipeScheduler
    {
        private Task released = Task.CompletedTask;

        public Action Hold()
        {
            var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            released = release.Task;
            return release.SetResult;
        }

        public override void Schedule(Action<object?> action, object? state) =>
            _ = released.ContinueWith(_ => action(state), TestServer.Token, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
