namespace Outrigger.Aggregator.Upstream;

/// <summary>Reads the body of one answer up to its end, wherever the connection says that is.</summary>
internal abstract class ResponseBody
{
    /// <summary>Whether everything was read, so that the connection may serve another request.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Whether the next read needs nothing from the network.</summary>
    public virtual bool HasMore => false;

    /// <summary>Makes the reader for a framing.</summary>
    public static ResponseBody Make(BodyFraming framing, long length, ConnectionReader reader) => framing switch
    {
        BodyFraming.None => new EmptyBody(),
        BodyFraming.Length => new LengthBody(reader, length),
        BodyFraming.Chunked => new ChunkedBody(reader),
        _ => new UntilCloseBody(reader),
    };

    /// <summary>Reads what is there, at least one byte; 0 at the end. A body that is cut off is an <see cref="UpstreamException"/>.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken);

    protected static UpstreamException CutOff() => new(UpstreamFailure.BadAnswer, "unexpected EOF");
}
