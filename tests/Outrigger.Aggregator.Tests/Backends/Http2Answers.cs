using System.Globalization;
using System.Net.Security;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>Serves HTTP/2 connections with answers that are written as HTTP/1.1, one after the other.</summary>
internal static class Http2Answers
{
    /// <summary>A server that answers every request of every connection, over what the client chooses.</summary>
    public static Func<BackendConnection, Task> Script(Func<BackendConnection, ReceivedRequest, Task> answer) => async connection =>
    {
        if (((SslStream)connection.Stream).NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
        {
            await ServeAsync(connection, answer);
        }

        while (await connection.ReadAsync() is { } request)
        {
            await answer(connection, request);
        }
    };

    private static async Task ServeAsync(BackendConnection connection, Func<BackendConnection, ReceivedRequest, Task> answer)
    {
        var peer = new Http2Peer(connection.Stream);
        await peer.GreetAsync();
        while (true)
        {
            var (stream, fields, _) = await peer.ReadRequestAsync();
            string Value(string name) => fields.First(field => field.Name == name).Value;
            var request = new ReceivedRequest(
                $"{Value(":method")} {Value(":path")} HTTP/2", [.. fields.Where(field => field.Name[0] != ':').Select(field => $"{field.Name}: {field.Value}")], [])
            {
                ClientName = connection.ClientName,
                ServerName = connection.ServerName,
            };
            using var written = new MemoryStream();
            await answer(new BackendConnection(written, connection.Number), request);
            written.Position = 0;
            var read = new UpstreamConnection(null!, null!, written);
            await read.ReadHeadAsync(1 << 20, null, default);
            var body = new byte[1 << 14];
            var count = await ResponseBody.Make(read.Head.FramingFor("GET"), read.Head.ContentLength, read.Reader).ReadAsync(body, default);
            var status = read.Head.StatusCode.ToString(CultureInfo.InvariantCulture);
            peer.Head(stream, false, [(":status", status), .. read.Head.Fields.ToArray().Select(field => (field.Name.ToLowerInvariant(), field.Value))]);
            await peer.Data(stream, body.AsSpan(0, count), isEnd: true).SendAsync();
        }
    }
}
