namespace Outrigger.Aggregator.Upstream;

/// <summary>The head of an answer. Reused by the connection for its next answer.</summary>
internal sealed class ResponseHead
{
    private HeaderField[] fields = new HeaderField[16];
    private int count;

    /// <summary>The status code.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Whether the version is HTTP/1.1 and not 1.0.</summary>
    public bool IsHttp11 { get; private set; }

    /// <summary>The header lines in the order in which they came.</summary>
    public ReadOnlySpan<HeaderField> Fields => fields.AsSpan(0, count);

    /// <summary>The Content-Length; -1 when there is none.</summary>
    public long ContentLength { get; set; } = -1;

    /// <summary>Whether the body is chunked.</summary>
    public bool IsChunked { get; set; }

    /// <summary>Whether the server ends the connection after this answer.</summary>
    public bool Closes { get; set; }

    /// <summary>Forgets the last answer.</summary>
    public void Start(int statusCode, bool http11)
    {
        Array.Clear(fields, 0, count);
        count = 0;
        StatusCode = statusCode;
        IsHttp11 = http11;
        ContentLength = -1;
        IsChunked = false;
        Closes = !http11;
    }

    /// <summary>Adds a header line.</summary>
    public void Add(HeaderField field)
    {
        if (count == fields.Length)
        {
            Array.Resize(ref fields, count * 2);
        }

        fields[count++] = field;
    }

    /// <summary>The first value of a header; null when there is none.</summary>
    public string? Find(string name)
    {
        foreach (ref readonly var field in Fields)
        {
            if (field.Is(name))
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>How the body of this answer to <paramref name="method"/> ends (RFC 9112, 6.3).</summary>
    public BodyFraming FramingFor(string method)
    {
        if (StatusCode is < 200 or 204 or 304 || string.Equals(method, "HEAD", StringComparison.Ordinal))
        {
            return BodyFraming.None;
        }

        return IsChunked ? BodyFraming.Chunked
            : ContentLength > 0 ? BodyFraming.Length
            : ContentLength == 0 ? BodyFraming.None
            : BodyFraming.UntilClose;
    }
}
