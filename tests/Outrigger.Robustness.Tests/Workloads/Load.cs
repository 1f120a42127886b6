using Outrigger.Robustness.Tests.Histories;
using Outrigger.Robustness.Tests.Serving;
using Outrigger.TestKit;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>All clients of a run, from start to stop.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Writers = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource stop = new();
    private readonly Keys keys = new();
    private readonly Recorder recorder = new();
    private readonly Api api;
    private readonly List<Watcher> watchers;
    private readonly List<Task> running;

    public Load(IReadOnlyList<ServerProcess> servers)
    {
        api = new Api(servers);
        watchers = [new("all", null, api, recorder), new("every", null, api, recorder), new("red", "red", api, recorder), new("blue", "blue", api, recorder)];
        running =
        [
            .. Enumerable.Range(0, Writers).Select(i => Task.Run(() => new Writer(i, api, keys, recorder).RunAsync(stop.Token))),
            .. watchers.Select(w => Task.Run(() => w.RunAsync(stop.Token))),
        ];
    }

    public Evidence Evidence => recorder.Evidence;

    public int Bookmarks => watchers.Sum(w => w.Bookmarks);

    public int Resumed => watchers.Sum(w => w.Resumed);

    public long Acknowledged => recorder.Acknowledged;

    /// <summary>Waits until that many more writes were acknowledged: whatever struck, the servers serve.</summary>
    public async Task ProgressAsync(int writes)
    {
        var goal = recorder.Acknowledged + writes;
        await Eventually.TrueAsync(
            () => recorder.Acknowledged >= goal || running.Exists(t => t.IsFaulted), $"{writes} more writes to be acknowledged", Patience);
        foreach (var broken in running.Where(t => t.IsFaulted))
        {
            await broken;
        }
    }

    /// <summary>The newest revision that a client was told, once no watch is open any more: the servers are dead.</summary>
    public async Task<long> ToldAsync()
    {
        await Eventually.TrueAsync(() => !watchers.Exists(w => w.IsOpen), "watches of dead servers to end", Patience);
        return recorder.Told;
    }

    /// <summary>Waits until a client was told of a revision.</summary>
    public async Task ToldOfAsync(long revision) =>
        await Eventually.TrueAsync(() => recorder.Told >= revision, $"a client to be told of revision {revision}", Patience);

    /// <summary>New names, so that the history of the old ones ends.</summary>
    public void RenewKeys() => keys.Renew();

    /// <summary>Ends the clients; fails when one of them did.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        api.Dispose();
        stop.Dispose();
    }
}
