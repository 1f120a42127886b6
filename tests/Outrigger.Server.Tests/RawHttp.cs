using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.TestKit.Tls;

namespace Outrigger.Server.Tests;

/// <summary>Sends requests byte for byte: HttpClient joins repeated headers into one line, which is what some tests are about.</summary>
internal static class RawHttp
{
    /// <summary>The status code of the answer to a GET with these header lines.</summary>
    public static async Task<int> GetAsync(TestServer server, string path, IEnumerable<string> headers, X509Certificate2? certificate = null)
    {
        var text = await SendAsync(server, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n", certificate);
        return int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The whole answer to a request.</summary>
    public static async Task<string> SendAsync(TestServer server, string request, X509Certificate2? certificate = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Server.Port, TestServer.Token);
        Stream stream = socket.GetStream();
        if (certificate is not null)
        {
            stream = await RawTls.StartAsync(stream, certificate, cancellationToken: TestServer.Token);
        }

        await using (stream)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestServer.Token);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(TestServer.Token);
        }
    }
}
