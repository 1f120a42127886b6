using System.Text;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

/// <summary>Whatever another server sends: an answer, or an UpstreamException, and nothing else.</summary>
public sealed class ParserFuzzTests
{
    private static readonly string[] Seeds =
    [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close, X\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\r\n\r\ngone",
        "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Read_MutatedAnswers_NeverSurprise(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Mutate(Encoding.ASCII.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            try
            {
                (await ReadAsync(bytes)).ShouldBeGreaterThanOrEqualTo(0);
            }
            catch (UpstreamException)
            {
                // refused
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {round}: {Encoding.Latin1.GetString(bytes)}", e);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Read_InSmallPieces_GivesTheSame(int piece)
    {
        foreach (var seed in Seeds)
        {
            var bytes = Encoding.ASCII.GetBytes(seed);
            (await ReadAsync(bytes, piece)).ShouldBe(await ReadAsync(bytes));
        }
    }

    private static async Task<int> ReadAsync(byte[] bytes, int piece = int.MaxValue)
    {
        using var stream = new PieceStream(bytes, piece);
        var reader = new ConnectionReader(stream);
        var connection = new UpstreamConnection(null!, null!, stream);
        await connection.ReadHeadAsync(64 * 1024, null, default);
        var body = ResponseBody.Make(connection.Head.FramingFor("GET"), connection.Head.ContentLength, connection.Reader);
        var buffer = new byte[7];
        var total = 0;
        for (int count; (count = await body.ReadAsync(buffer, default)) > 0;)
        {
            total += count;
        }

        reader.Release();
        return total;
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (var i = random.Next(1, 4); i > 0 && list.Count > 0; i--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(4))
            {
                case 0:
                    list[at] = (byte)random.Next(256);
                    break;
                case 1:
                    list.RemoveAt(at);
                    break;
                case 2:
                    list.Insert(at, (byte)"\r\n :;0123456789abcdef\0"[random.Next(22)]);
                    break;
                default:
                    list.RemoveRange(at, list.Count - at);
                    list.Add((byte)'x');
                    break;
            }
        }

        return [.. list];
    }
}
