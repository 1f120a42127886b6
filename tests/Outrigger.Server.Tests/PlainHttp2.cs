using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.TestKit.Http2;

namespace Outrigger.Server.Tests;

/// <summary>One HTTP/2 request field by field: HttpClient joins fields of one name, which Go does not.</summary>
internal static class PlainHttp2
{
    private const int FrameLimit = 16 * 1024;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Goaway = 7;
    private const byte Continuation = 9;

    /// <summary>The status code of the answer to a GET with these fields.</summary>
    public static async Task<int> GetAsync(TestServer server, string path, IEnumerable<(string Name, string Value)> fields, X509Certificate2 certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Server.Port, TestServer.Token);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2],
#pragma warning disable CA5359 // What the server shows is not what is tested.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            },
            TestServer.Token);
        var block = new List<byte>();
        foreach (var (name, value) in new[] { (":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path) }.Concat(fields))
        {
            // a literal without indexing (RFC 7541, 6.2.2)
            block.Add(0);
            Text(block, name);
            Text(block, value);
        }

        await stream.WriteAsync(RawHttp2.Preface.ToArray(), TestServer.Token);
        await WriteAsync(stream, Settings, 0, 0, []);
        var pieces = block.Chunk(FrameLimit).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            var flags = (i == 0 ? 1 : 0) | (i == pieces.Count - 1 ? 4 : 0);
            await WriteAsync(stream, i == 0 ? Headers : Continuation, (byte)flags, 1, pieces[i]);
        }

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
            if (head[3] == Headers)
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

            head[3].ShouldNotBe((byte)3, "the stream was reset");

            // the server may take no more requests of a stranger, but answers this one (RFC 9113, 6.8)
            if (head[3] == Goaway)
            {
                BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)).ShouldBe(0, "the connection was cut");
            }
        }
    }

    private static async Task WriteAsync(Stream stream, byte type, byte flags, int id, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[0], frame[1], frame[2]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, TestServer.Token);
    }

    private static void Text(List<byte> block, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.Length.ShouldBeLessThan(127);
        block.Add((byte)bytes.Length);
        block.AddRange(bytes);
    }
}
