using Outrigger.Server.Leading;

namespace Outrigger.Server.Extension;

/// <summary>What runs in one replica of an extension server; in each of them without leader election.</summary>
/// <param name="election">The election; null for none.</param>
/// <param name="server">The server's name.</param>
/// <param name="context">Where the Lease is kept, by which clock.</param>
internal sealed class LeadersWork(LeaderElection? election, string server, ExtensionContext context) : IAsyncDisposable
{
    private readonly LeaseLeader? leader = election?.Options(server) is { } options
        ? new LeaseLeader(new ClientLeaseStore(context.Main, options), options, context.Time, context.Logger)
        : null;

    /// <summary>Begins to take part in the election.</summary>
    public void Start() => leader?.Start();

    /// <summary>Runs it in each term of this replica until it is cancelled; what ends by itself is not begun again in the same term.</summary>
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        leader is null ? work(cancellationToken) : leader.LeadAsync(term => OnceAsync(work, term), cancellationToken);

    /// <summary>Gives the Lease back.</summary>
    public ValueTask DisposeAsync() => leader is null ? ValueTask.CompletedTask : leader.DisposeAsync();

    private async Task OnceAsync(Func<CancellationToken, Task> work, CancellationToken term)
    {
        await work(term).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, term).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
