using System.Globalization;
using System.Text;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>The server's side of one connection, driven by a script.</summary>
internal sealed class BackendConnection(Stream stream, int number)
{
    private readonly List<byte> ahead = [];

    /// <summary>Counts from 1.</summary>
    public int Number { get; } = number;

    public Stream Stream => stream;

    /// <summary>The client certificate.</summary>
    public string? ClientName { get; init; }

    /// <summary>The TLS server name.</summary>
    public string? ServerName { get; init; }

    /// <summary>The next request with its body; null at the end of the connection.</summary>
    public async Task<ReceivedRequest?> ReadAsync()
    {
        if (await ReadHeadAsync() is not { } head)
        {
            return null;
        }

        return head with { Body = await ReadBodyAsync(head) };
    }

    /// <summary>The next request without its body.</summary>
    public async Task<ReceivedRequest?> ReadHeadAsync()
    {
        var lines = new List<string>();
        while (await LineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            return new ReceivedRequest(lines[0], lines[1..], [])
            {
                ClientName = ClientName,
                ServerName = ServerName,
            };
        }

        return null;
    }

    public async Task<byte[]> ReadBodyAsync(ReceivedRequest head)
    {
        var body = new List<byte>();
        if (head.Values("Transfer-Encoding").Count > 0)
        {
            for (int size; (size = int.Parse((await LineAsync())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0;)
            {
                body.AddRange(await TakeAsync(size));
                await LineAsync();
            }

            await LineAsync();
        }
        else if (head.Values("Content-Length") is [var length])
        {
            body.AddRange(await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture)));
        }

        return [.. body];
    }

    /// <summary>Reads a large body and keeps nothing of it; how many bytes came, with the framing of a chunked one.</summary>
    public async Task<long> DrainBodyAsync(ReceivedRequest head)
    {
        var left = head.Values("Content-Length") is [var length] ? long.Parse(length, CultureInfo.InvariantCulture) : long.MaxValue;
        var (buffer, total, end) = (new byte[64 * 1024], (long)ahead.Count, new byte[5]);
        ahead.Clear();
        while (total < left && !end.AsSpan().SequenceEqual("0\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                break;
            }

            total += read;
            end = [.. end.AsSpan(Math.Min(read, end.Length)), .. buffer.AsSpan(Math.Max(0, read - end.Length), Math.Min(read, end.Length))];
        }

        return total;
    }

    public async Task WriteAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await stream.FlushAsync();
    }

    /// <summary>Answers with a Content-Length.</summary>
    public Task AnswerAsync(int status, string body, params string[] headers) =>
        WriteAsync($"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n{body}");

    private async Task<string?> LineAsync()
    {
        int end;
        while ((end = ahead.IndexOf((byte)'\n')) < 0)
        {
            if (!await FillAsync())
            {
                return null;
            }
        }

        var line = Encoding.UTF8.GetString([.. ahead.GetRange(0, end)]).TrimEnd('\r');
        ahead.RemoveRange(0, end + 1);
        return line;
    }

    public async Task<byte[]> TakeAsync(int count)
    {
        while (ahead.Count < count && await FillAsync())
        {
        }

        var bytes = ahead.GetRange(0, count).ToArray();
        ahead.RemoveRange(0, count);
        return bytes;
    }

    private async Task<bool> FillAsync()
    {
        var buffer = new byte[16 * 1024];
        var read = await stream.ReadAsync(buffer);
        ahead.AddRange(buffer.AsSpan(0, read));
        return read > 0;
    }
}
