using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.TestKit.Http2;

namespace Outrigger.Server.Tests.Hosting;

public sealed class GuardedReaderTests : IAsyncLifetime
{
    private static readonly byte[] Ping = RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[8]);
    private readonly Pipe sent = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly OpenConnection connection = new();
    private readonly GuardedReader reader;

    public GuardedReaderTests()
    {
        var requests = new UnseenRequests();
        reader = new GuardedReader(connection, sent.Reader, new FrameCounter(TimeProvider.System, requests), requests);
    }

    public async ValueTask InitializeAsync() => await sent.Writer.WriteAsync(RawHttp2.Preface.ToArray(), TestServer.Token);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [Fact]
    public async Task Read_WhatIsNoFlood_IsHandedOn()
    {
        await PingAsync(FrameCounter.Most);

        var read = await reader.ReadAsync(TestServer.Token);

        read.Buffer.Length.ShouldBe(RawHttp2.Preface.Length + (FrameCounter.Most * Ping.Length));
    }

    [Fact]
    public async Task Read_AFlood_FailsThoughTheConnectionIsNotClosedYet()
    {
        await PingAsync(FrameCounter.Most + 1);

        (await Record.ExceptionAsync(async () => await reader.ReadAsync(TestServer.Token))).ShouldBeOfType<ConnectionAbortedException>();
        connection.Reason.ShouldNotBeNull();
    }

    [Fact]
    public async Task Read_WaitingWhileAFloodComes_Fails()
    {
        reader.AdvanceTo((await reader.ReadAsync(TestServer.Token)).Buffer.End);
        var waiting = reader.ReadAsync(TestServer.Token);

        await PingAsync(FrameCounter.Most + 1);

        (await Record.ExceptionAsync(async () => await waiting)).ShouldBeOfType<ConnectionAbortedException>();
        connection.Reason.ShouldNotBeNull();
    }

    private async Task PingAsync(int times) =>
        await sent.Writer.WriteAsync(Enumerable.Repeat(Ping, times).SelectMany(f => f).ToArray(), TestServer.Token);

    /// <summary>Takes its time to close.</summary>
    private sealed class OpenConnection : DefaultConnectionContext
    {
        public ConnectionAbortedException? Reason { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => Reason = abortReason;
    }
}
