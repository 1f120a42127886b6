using Outrigger.Client.Transport;

namespace Outrigger.Cli.Doctor.Probes;

/// <summary>Ends work that takes too long.</summary>
internal static class Deadline
{
    /// <summary>Throws <see cref="TimeoutException"/> when the work does not end in time.</summary>
    public static async Task<T> RunAsync<T>(
        TimeSpan limit, TimeProvider time, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var call = new CallLimit(limit, time, cancellationToken);
        try
        {
            return await work(call.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (call.IsTimeout(e))
        {
            throw new TimeoutException(call.Reason(e), e);
        }
    }
}
