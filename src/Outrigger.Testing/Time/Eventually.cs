namespace Outrigger.Testing.Time;

/// <summary>Waits for a condition that another thread makes true.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when the condition holds; fails after the timeout (10 s unless told) with what was waited for.</summary>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        TrueAsync(() => ValueTask.FromResult(condition()), what, timeout);

    /// <summary>Returns when the condition holds; fails after the timeout (10 s unless told) with what was waited for.</summary>
    public static async Task TrueAsync(Func<ValueTask<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(10);
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition().ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"waited {limit.TotalSeconds:0} s for {what}");
            }

            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
        }
    }
}
