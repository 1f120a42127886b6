namespace Outrigger.Client.Watching;

/// <summary>Waits that double from a first to a longest one, each shortened by up to half at random.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private TimeSpan next;

    public void Reset() => next = TimeSpan.Zero;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        next = next < first ? first : next;
        var wait = next * (0.5 + (Random.Shared.NextDouble() / 2));
        next = next * 2 > longest ? longest : next * 2;
        return Task.Delay(wait, time, cancellationToken);
    }
}
