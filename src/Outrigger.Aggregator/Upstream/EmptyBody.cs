namespace Outrigger.Aggregator.Upstream;

/// <summary>No body.</summary>
internal sealed class EmptyBody : ResponseBody
{
    public EmptyBody() => IsComplete = true;

    public override ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken) => ValueTask.FromResult(0);
}
