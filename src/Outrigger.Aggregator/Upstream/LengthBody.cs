namespace Outrigger.Aggregator.Upstream;

/// <summary>A body with a Content-Length.</summary>
internal sealed class LengthBody(ConnectionReader reader, long length) : ResponseBody
{
    private long left = length;

    public override bool HasMore => !reader.Buffered.IsEmpty;

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (left == 0)
        {
            return 0;
        }

        var room = destination.Length > left ? destination[..(int)left] : destination;
        var count = await reader.ReadAsync(room, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            throw CutOff();
        }

        left -= count;
        IsComplete = left == 0;
        return count;
    }
}
