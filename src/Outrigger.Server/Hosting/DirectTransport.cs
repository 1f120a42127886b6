using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Outrigger.Server.Hosting;

/// <summary>What lies under the TLS of a connection: a <see cref="DirectSender"/>, and memory in which a TLS record is in one piece.</summary>
internal static class DirectTransport
{
    private const int MostQueued = 64 * 1024;

    /// <summary>Comes before TLS.</summary>
    public static ConnectionDelegate Use(ConnectionDelegate next, RecordPool records, SendBatches batches, ConnectionDrain drain) => connection =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket
        && connection.Features.Get<IMemoryPoolFeature>() is { } memory
            ? ServeAsync(connection, Sender(socket, memory, batches), new Records(records, memory), drain, next)
            : next(connection);

    /// <summary>Comes after TLS: what is above it uses small pieces.</summary>
    public static ConnectionDelegate RestoreMemory(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IMemoryPoolFeature>() is Records records)
        {
            connection.Features.Set(records.Before);
        }

        return next(connection);
    };

    private static DirectSender Sender(Socket socket, IMemoryPoolFeature memory, SendBatches batches)
    {
        socket.Blocking = false; // a send that cannot go on says so; what is asynchronous does not care
        var queue = new PipeOptions(
            memory.MemoryPool, batches.Next(), pauseWriterThreshold: MostQueued, resumeWriterThreshold: MostQueued / 2, useSynchronizationContext: false);
        return new DirectSender(socket, queue, static () => ThreadPool.PendingWorkItemCount > 0);
    }

    private static async Task ServeAsync(ConnectionContext connection, DirectSender sender, Records records, ConnectionDrain drain, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Transport = new TransportPipe(transport.Input, sender);
        connection.Features.Set<IMemoryPoolFeature>(records);
        connection.Features.Set(sender);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await drain.WaitAsync(connection, sender.CompleteAsync().AsTask()).ConfigureAwait(false);
            connection.Transport = transport;
        }
    }

    private sealed class Records(RecordPool records, IMemoryPoolFeature before) : IMemoryPoolFeature
    {
        public MemoryPool<byte> MemoryPool => records;

        public IMemoryPoolFeature Before => before;
    }
}
