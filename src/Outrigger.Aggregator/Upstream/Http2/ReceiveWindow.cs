namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>How much the other side may still send; told in large steps that there is room again. Not safe for several threads.</summary>
internal sealed class ReceiveWindow(int size)
{
    private readonly int step = size / 2;
    private int left = size;
    private int returned;

    /// <summary>Takes what came; false when it was more than allowed.</summary>
    public bool TryTake(int count)
    {
        left -= count;
        return left >= 0;
    }

    /// <summary>Gives room back; how much the other side is to be told now, 0 for nothing.</summary>
    public int Return(int count)
    {
        returned += count;
        if (returned < step)
        {
            return 0;
        }

        var told = returned;
        left += told;
        returned = 0;
        return told;
    }
}
