namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>Does a thing many times: first once, then twice as often at a time while all goes well. So what is refused is refused once, not 500 times.</summary>
internal static class SlowStart
{
    /// <summary>Throws the first failure when the batch that it is of has ended.</summary>
    public static async Task RunAsync(int count, Func<Task> work)
    {
        for (var batch = Math.Min(count, 1); batch > 0; batch = Math.Min(2 * batch, count))
        {
            await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => work())).ConfigureAwait(false);
            count -= batch;
        }
    }
}
