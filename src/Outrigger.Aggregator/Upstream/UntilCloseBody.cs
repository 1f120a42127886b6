namespace Outrigger.Aggregator.Upstream;

/// <summary>A body that ends with the connection; the connection is never used again.</summary>
internal sealed class UntilCloseBody(ConnectionReader reader) : ResponseBody
{
    public override bool HasMore => !reader.Buffered.IsEmpty;

    public override ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        reader.ReadAsync(destination, cancellationToken);
}
