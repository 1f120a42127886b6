namespace Outrigger.Server.FlowControl.Queues;

/// <summary>Average, deviation and maximum of the seats that are wanted, over the time since it was last read. Under its owner's lock.</summary>
internal sealed class DemandMeter(TimeProvider clock)
{
    private long since = clock.GetTimestamp();
    private double value;
    private double time;
    private double sum;
    private double squares;
    private double most;

    /// <summary>The demand changes.</summary>
    public void Set(double demand, long now)
    {
        Advance(now);
        value = demand;
        most = Math.Max(most, demand);
    }

    /// <summary>What was seen; the next period begins.</summary>
    public Demand Read(long now)
    {
        Advance(now);
        var average = time > 0 ? sum / time : value;
        var variance = time > 0 ? Math.Max(0, (squares / time) - (average * average)) : 0;
        var seen = new Demand(average, Math.Sqrt(variance), most, time);
        (time, sum, squares, most) = (0, 0, 0, value);
        return seen;
    }

    private void Advance(long now)
    {
        var elapsed = clock.GetElapsedTime(since, now).TotalSeconds;
        since = now;
        if (elapsed > 0)
        {
            time += elapsed;
            sum += value * elapsed;
            squares += value * value * elapsed;
        }
    }
}
