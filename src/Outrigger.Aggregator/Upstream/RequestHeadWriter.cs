using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// Writes the head of a request into one buffer: a line per header value, in the order of the calls. Whatever could change the
/// meaning of the head (a line feed in a value, a name that is no token) fails before a byte is sent.
/// </summary>
internal sealed class RequestHeadWriter : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(2048);
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    /// <summary>How many header lines were written.</summary>
    public int LineCount { get; private set; }

    /// <summary>Starts the head. The target is the path and query, encoded already.</summary>
    public void Start(string method, string target)
    {
        if (!HeaderTokens.IsToken(method))
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, $"invalid method \"{method}\"");
        }

        if (target.Length == 0 || target[0] != '/' || !Ascii.IsValid(target) || target.Contains(' ', StringComparison.Ordinal) ||
            !HeaderTokens.IsValue(target))
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, "invalid request path");
        }

        length = 0;
        LineCount = 0;
        Put(method);
        Put(" "u8);
        Put(target);
        Put(" HTTP/1.1\r\n"u8);
    }

    /// <summary>Adds a header line.</summary>
    public void Add(string name, string value)
    {
        if (!HeaderTokens.IsToken(name))
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, "invalid header field name");
        }

        PutValue(name, value);
    }

    /// <summary>Adds a header line whose name is known to be a token.</summary>
    public void Add(ReadOnlySpan<byte> name, string value)
    {
        if (!HeaderTokens.IsValue(value))
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, $"invalid header field value for \"{Encoding.ASCII.GetString(name)}\"");
        }

        Put(name);
        Put(": "u8);
        LineCount++;
        Put(value);
        Put("\r\n"u8);
    }

    /// <summary>Adds a header line with a number.</summary>
    public void Add(ReadOnlySpan<byte> name, long value)
    {
        Put(name);
        Put(": "u8);
        LineCount++;
        Reserve(20);
        value.TryFormat(buffer.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
        length += written;
        Put("\r\n"u8);
    }

    /// <summary>Ends the head.</summary>
    public void End() => Put("\r\n"u8);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void PutValue(string name, string value)
    {
        if (!HeaderTokens.IsValue(value))
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, $"invalid header field value for \"{name}\"");
        }

        Put(name);
        Put(": "u8);
        LineCount++;
        Put(value);
        Put("\r\n"u8);
    }

    private void Put(string text)
    {
        Reserve(text.Length * 3);
        if (Utf8.FromUtf16(text, buffer.AsSpan(length), out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new UpstreamException(UpstreamFailure.BadRequest, "invalid header field value: not Unicode");
        }

        length += written;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (buffer.Length - length >= count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
