using Outrigger.Client.Transport;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Health;

/// <summary>Red while the store does not answer a consistent read: for readiness, as a restart would not help.</summary>
/// <param name="name">The last part of <c>/readyz/NAME</c>.</param>
/// <param name="store">What is asked.</param>
/// <param name="time">The clock of the limit, 2 s.</param>
public sealed class StorageCheck(string name, IStoreReader store, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public async ValueTask<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var call = new CallLimit(Limit, time, cancellationToken);
        try
        {
            await store.CurrentRevisionAsync(call.Token).ConfigureAwait(false);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException e) when (call.IsTimeout(e))
        {
            return $"the store does not answer within {Limit.TotalSeconds:0} s";
        }
    }
}
