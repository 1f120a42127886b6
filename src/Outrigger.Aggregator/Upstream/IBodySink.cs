using System.Buffers;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Where the body of a request goes. Takes no more than the other server does.</summary>
internal interface IBodySink
{
    /// <summary>Sends bytes; <paramref name="isLast"/> when it is known that no more come.</summary>
    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, bool isLast, CancellationToken cancellationToken);

    /// <summary>Ends the body; called once, after the last bytes.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken);
}
