using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Outrigger.Client.Tests.Support;

/// <summary>A TLS server that answers one JSON object to every request: the client certificate's subject and the token it saw.</summary>
internal sealed class TlsEcho : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public TlsEcho(X509Certificate2 certificate)
    {
        listener.Start();
        loop = RunAsync(certificate);
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await loop;
        stop.Dispose();
    }

    private async Task RunAsync(X509Certificate2 certificate)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await ServeAsync(client, certificate);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // the client refused us, or the test is over
            }
        }
    }

    private async Task ServeAsync(TcpClient client, X509Certificate2 certificate)
    {
        await using var tls = new SslStream(client.GetStream());
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject is not "CN=nobody",
        };
        await tls.AuthenticateAsServerAsync(options, stop.Token);
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await tls.ReadAsync(buffer, stop.Token);
            if (count == 0)
            {
                return;
            }

            head.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        var token = head.ToString().Split("\r\n").FirstOrDefault(l => l.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase)) ?? "";
        var body = $$"""{"subject":"{{tls.RemoteCertificate?.Subject}}","token":"{{token}}"}""";
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), stop.Token);
    }
}
