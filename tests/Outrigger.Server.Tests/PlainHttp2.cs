using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.TestKit.Http2;
using Outrigger.TestKit.Tls;

namespace Outrigger.Server.Tests;

/// <summary>One HTTP/2 request field by field: HttpClient joins fields of one name, which Go does not.</summary>
internal static class PlainHttp2
{
    /// <summary>The status code of the answer to a GET with these fields.</summary>
    public static async Task<int> GetAsync(TestServer server, string path, IEnumerable<(string Name, string Value)> fields, X509Certificate2 certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Server.Port, TestServer.Token);
        await using var stream = await RawTls.StartAsync(socket.GetStream(), certificate, SslApplicationProtocol.Http2, TestServer.Token);
        byte[] request = [.. RawHttp2.Preface, .. RawHttp2.Frame(RawHttp2.Settings, 0, 0, []), .. RawHttp2.Request(1, RawHttp2.Block("GET", path, fields))];
        await stream.WriteAsync(request, TestServer.Token);
        return await StatusAsync(stream);
    }

    private static async Task<int> StatusAsync(Stream stream)
    {
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, TestServer.Token);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await stream.ReadExactlyAsync(payload, TestServer.Token);
            if (head[3] == RawHttp2.Headers)
            {
                // after changes of the table's size: an entry of the static table (200, 204 … 500) or a literal of three digits
                var at = Array.FindIndex(payload, b => (b & 0xe0) != 0x20);
                return payload[at] switch
                {
                    0x88 => 200,
                    0x8c => 400,
                    0x8e => 500,
                    _ => int.Parse(Encoding.ASCII.GetString(payload, at + 2, 3), System.Globalization.CultureInfo.InvariantCulture),
                };
            }

            head[3].ShouldNotBe(RawHttp2.Reset, "the stream was reset");

            // the server may take no more requests of a stranger, but answers this one (RFC 9113, 6.8)
            if (head[3] == RawHttp2.GoAway)
            {
                BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)).ShouldBe(0, "the connection was cut");
            }
        }
    }
}
