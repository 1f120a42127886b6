namespace Outrigger.Server.Metrics;

/// <summary>A histogram with its own bounds that costs an addition; who adds to it takes care that nobody else does so at the same time.</summary>
/// <param name="bounds">Upper bounds, ascending.</param>
internal sealed class FixedHistogram(double[] bounds)
{
    private readonly long[] counts = new long[bounds.Length + 1];

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>One more than there are bounds.</summary>
    public IReadOnlyList<long> Counts => counts;

    public double Sum { get; private set; }

    public void Add(double value)
    {
        var i = 0;
        while (i < bounds.Length && value > bounds[i])
        {
            i++;
        }

        counts[i]++;
        Sum += value;
    }
}
