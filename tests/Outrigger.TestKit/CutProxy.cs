using System.Net;
using System.Net.Sockets;

namespace Outrigger.TestKit;

/// <summary>A TCP relay in front of a server, which a test can make lose the answers, or everything.</summary>
public sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri target;
    private readonly Task running;
    private CancellationTokenSource connections = new();

    public CutProxy(string url)
    {
        target = new Uri(url);
        listener.Start();
        running = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Whether requests go on to the server while its answers are held back.</summary>
    public bool HoldsAnswers { get; set; }

    /// <summary>Whether connections are accepted.</summary>
    public bool Refuses { get; set; }

    /// <summary>Breaks every open connection.</summary>
    public void Cut()
    {
        var old = Interlocked.Exchange(ref connections, new CancellationTokenSource());
        old.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Cut();
        listener.Dispose();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            if (Refuses)
            {
                client.Client.LingerState = new LingerOption(true, 0);
                client.Dispose();
                continue;
            }

            _ = RelayAsync(client, connections.Token);
        }
    }

    private async Task RelayAsync(TcpClient client, CancellationToken cut)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(target.Host, target.Port, cut);
                var there = CopyAsync(client.GetStream(), server.GetStream(), answers: false, cut);
                var back = CopyAsync(server.GetStream(), client.GetStream(), answers: true, cut);
                await Task.WhenAny(there, back);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // the end of this connection
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool answers, CancellationToken cut)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReadAsync(buffer, cut) is > 0 and var count)
            {
                if (!answers || !HoldsAnswers)
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), cut);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // cut
        }
    }
}
