namespace Outrigger.MetricsServer.Scraping;

/// <summary>
/// Bounds how many scrapes are under way. Nodes that fail have a lane of their own, so that any number of kubelets that hang until the
/// timeout cannot keep a well one waiting.
/// </summary>
/// <param name="places">How many may be under way.</param>
/// <param name="waits">Whether one more waits for a place; else it is left out this time.</param>
internal sealed class ScrapeLane(int places, bool waits) : IDisposable
{
    private readonly SemaphoreSlim gate = new(places, places);

    /// <summary>A place, given back when it is disposed of; null when the lane is full and does not wait.</summary>
    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (!waits)
        {
            return gate.Wait(0, cancellationToken) ? new Place(gate) : null;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Place(gate);
    }

    public void Dispose() => gate.Dispose();

    private sealed class Place(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
