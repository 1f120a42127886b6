using System.Net;
using System.Net.Sockets;

namespace Outrigger.Robustness.Tests.Faults;

/// <summary>A TCP relay in front of a member of etcd, which can hold back what goes through it.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri target;
    private readonly Task running;
    private long delay;

    public SlowProxy(string url)
    {
        target = new Uri(url);
        listener.Start();
        running = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>How long each piece of an answer is held back.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref delay));
        set => Interlocked.Exchange(ref delay, value.Ticks);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            _ = RelayAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(target.Host, target.Port, stop.Token);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream(), false), CopyAsync(server.GetStream(), client.GetStream(), true));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // the end of this connection
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool answers)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count)
            {
                if (answers && Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, TimeProvider.System, stop.Token);
                }

                await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // cut
        }
    }
}
