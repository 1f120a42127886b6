using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>A TLS server on the loopback address that does on each connection exactly what a script says.</summary>
internal sealed class ScriptedBackend : IBackend
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;
    private int count;

    public ScriptedBackend(X509Certificate2 certificate, Func<BackendConnection, Task> script)
    {
        listener.Start();
        Endpoint = (IPEndPoint)listener.LocalEndpoint;
        Certificate = certificate;
        accepting = AcceptAsync(script);
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>What the next connections may choose; nothing is negotiated by default.</summary>
    public List<SslApplicationProtocol>? Protocols { get; init; }

    /// <summary>What the next connection is shown.</summary>
    public X509Certificate2 Certificate { get; set; }

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref count);

    /// <summary>What failed in the TLS handshake or in a script.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = [];

    /// <summary>A server that answers every request of every connection.</summary>
    public static ScriptedBackend Answering(X509Certificate2 certificate, Func<BackendConnection, ReceivedRequest, Task> answer) =>
        new(certificate, async connection =>
        {
            while (await connection.ReadAsync() is { } request)
            {
                await answer(connection, request);
            }
        });

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(connections).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task AcceptAsync(Func<BackendConnection, Task> script)
    {
        while (!stop.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(stop.Token);
            var number = Interlocked.Increment(ref count);
            connections.Add(ServeAsync(socket, number, script));
        }
    }

    private async Task ServeAsync(Socket socket, int number, Func<BackendConnection, Task> script)
    {
        await using var registration = stop.Token.Register(socket.Dispose);
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = Certificate,
                ClientCertificateRequired = true,
                ApplicationProtocols = Protocols,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            await script(new BackendConnection(stream, number) { ClientName = stream.RemoteCertificate?.Subject, ServerName = stream.TargetHostName });
        }
        catch (Exception e)
        {
            Faults.Enqueue(e);
        }
    }
}
