namespace Outrigger.Aggregator.Upstream;

/// <summary>An answer under way. Disposing it ends what is left of the exchange; the request's body is not touched afterwards.</summary>
internal abstract class UpstreamResponse : IAsyncDisposable
{
    /// <summary>Status and headers; valid until the answer is disposed.</summary>
    public abstract ResponseHead Head { get; }

    /// <summary>How the body ends.</summary>
    public abstract BodyFraming Framing { get; }

    /// <summary>Whether all of the body was read.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>The bare connection after a 101: what was read ahead stands in its reader. It ends with this answer.</summary>
    public abstract UpstreamConnection Connection { get; }

    /// <summary>Whether more was read ahead, so that the next read does not wait for the network.</summary>
    public abstract bool HasMore { get; }

    /// <summary>Reads what is there, at least one byte; 0 at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Waits until a read gives something, holding no memory: a watch may be quiet for hours.</summary>
    public abstract ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
