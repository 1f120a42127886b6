using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Outrigger.Client.Tests.Support;

/// <summary>Answers every request with the same bytes, without TLS, and counts them.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly byte[] answer;
    private readonly Task loop;
    private int asked;

    public PlainServer(string answer)
    {
        this.answer = Encoding.ASCII.GetBytes(answer);
        listener.Start();
        loop = RunAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public int Asked => Volatile.Read(ref asked);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        listener.Stop();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    if (line.Length > 0)
                    {
                        continue;
                    }

                    Interlocked.Increment(ref asked);
                    await stream.WriteAsync(answer, stop.Token);
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // the test is over
        }
    }
}
