using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Feeds;

namespace Outrigger.Storage.Etcd.Watching;

/// <summary>
/// The one watch of this server: keeps it open, hands its batches to the feeds. After a break it goes on where it was, so that the feeds
/// miss nothing and see nothing twice; when etcd has forgotten what came meanwhile, they are told that history is lost.
/// </summary>
internal sealed class PrefixWatch
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // a stream that was opened just now gets the time to catch up
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly WatchReader reader;
    private readonly FeedHub hub;
    private readonly SharedCall note;
    private readonly EtcdStoreOptions options;
    private CancellationTokenSource stream = new();
    private long openedAt;
    private Member? member;
    private bool broken;

    /// <param name="reader">Opens streams.</param>
    /// <param name="hub">The feeds; it is at the revision of an event.</param>
    /// <param name="note">Writes a note of the store and gives its revision.</param>
    /// <param name="options">Clock, log.</param>
    public PrefixWatch(WatchReader reader, FeedHub hub, SharedCall note, EtcdStoreOptions options)
    {
        this.reader = reader;
        this.hub = hub;
        this.note = note;
        this.options = options;
        Gate = new RevisionGate(hub.Published, options.TimeProvider);
    }

    /// <summary>Up to which revision the feeds were told.</summary>
    public RevisionGate Gate { get; }

    /// <summary>Why this server must be started again; null while all is well.</summary>
    public string? Replaced { get; private set; }

    /// <summary>Leaves a stream that is silent about what is known to have happened, unless it is young.</summary>
    public void Restart()
    {
        if (options.TimeProvider.GetElapsedTime(Volatile.Read(ref openedAt)) > Grace)
        {
            Volatile.Write(ref openedAt, options.TimeProvider.GetTimestamp());
            try
            {
                Volatile.Read(ref stream).Cancel();
            }
            catch (ObjectDisposedException)
            {
                // it ended by itself just now
            }
        }
    }

    /// <summary>Follows etcd until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            var from = hub.Published;
            try
            {
                await FollowAsync(stop).ConfigureAwait(false);
            }
            catch (StoreReplacedException e)
            {
                Replaced = e.Message;
                EtcdLog.Replaced(options.Logger, e.Message);
                return;
            }
            catch (RevisionCompactedException e)
            {
                await SkipAsync(e, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException && !stop.IsCancellationRequested)
            {
                Report(e is OperationCanceledException ? LeaveSilentMember() : e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = hub.Published > from ? FirstPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 2));
            await Task.Delay(pause, options.TimeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string LeaveSilentMember()
    {
        if (member is null)
        {
            return "no member answers";
        }

        reader.Avoid(member);
        return $"{member.Name} is silent about what has happened";
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        member = null;
        using var current = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Volatile.Write(ref openedAt, options.TimeProvider.GetTimestamp());
        Volatile.Write(ref stream, current);
        try
        {
            await foreach (var batch in reader.ReadAsync(hub.Published, m => member = m, current.Token).ConfigureAwait(false))
            {
                Publish(batch);
            }
        }
        finally
        {
            // nobody cancels what is disposed
            Volatile.Write(ref stream, new CancellationTokenSource());
        }
    }

    private void Publish(List<StoreEvent> batch)
    {
        var revision = batch[^1].Revision;
        hub.Publish(batch, revision);
        Gate.Advance(revision);
        if (broken)
        {
            broken = false;
            EtcdLog.WatchBack(options.Logger, revision);
        }
    }

    private async Task SkipAsync(RevisionCompactedException lost, CancellationToken stop)
    {
        try
        {
            var revision = await note.AskAsync(stop).ConfigureAwait(false);
            hub.Fail(lost, revision);
            Gate.Advance(revision);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Report(e.Message); // the loop comes here again until it succeeds
        }
    }

    private void Report(string why)
    {
        if (!broken)
        {
            broken = true;
            EtcdLog.WatchBroke(options.Logger, hub.Published, why);
        }
    }
}
