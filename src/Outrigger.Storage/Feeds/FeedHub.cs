using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Feeds;

/// <summary>
/// Hands the batches of a store to its feeds, from memory and in order. The store publishes after a commit is durable; a feed
/// that starts in the past reads the history up to where it subscribed, then goes on from here without a gap.
/// </summary>
public sealed class FeedHub(long published)
{
    private readonly Lock gate = new();
    private Feed[] feeds = [];
    private long begun = published;
    private long published = published;
    private bool completed;

    /// <summary>Reads the events of a prefix after one revision, up to and with another.</summary>
    public delegate IAsyncEnumerable<IReadOnlyList<StoreEvent>> ReadHistory(
        string prefix, long afterRevision, long throughRevision, CancellationToken cancellationToken);

    /// <summary>The newest revision that is or was handed to every feed: who learns of a change from a feed never finds less here.</summary>
    public long Published => Volatile.Read(ref published);

    /// <summary>How many batches the slowest feed has not taken yet.</summary>
    public int Lag
    {
        get
        {
            var now = Volatile.Read(ref feeds);
            return now.Length == 0 ? 0 : now.Max(static f => f.Waiting);
        }
    }

    /// <summary>Moves <see cref="Published"/> and hands on a batch (which may be empty). One caller at a time.</summary>
    public void Publish(IReadOnlyList<StoreEvent> batch, long revision)
    {
        Feed[] now;
        lock (gate)
        {
            // who subscribes from here on reads this batch as history
            begun = revision;
            now = feeds;
        }

        // before the feeds: what they tell, who reads the store afterwards must see
        Volatile.Write(ref published, revision);
        foreach (var feed in now)
        {
            feed.Offer(batch);
        }
    }

    /// <summary>Ends the feeds of now with an error, as history is lost; new ones go on from a revision.</summary>
    public void Fail(RevisionCompactedException lost, long revision)
    {
        Feed[] now;
        lock (gate)
        {
            begun = revision;
            now = feeds;
        }

        Volatile.Write(ref published, revision);
        foreach (var feed in now)
        {
            feed.Complete(lost);
        }
    }

    /// <summary>Ends all feeds: the store closes.</summary>
    public void Complete()
    {
        Feed[] now;
        lock (gate)
        {
            completed = true;
            now = feeds;
        }

        foreach (var feed in now)
        {
            feed.Complete();
        }
    }

    /// <summary>The feed of <see cref="IStoreFeed.WatchAsync"/>.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoreEvent>> FollowAsync(
        string prefix, long afterRevision, ReadHistory history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = new Feed(prefix, afterRevision);
        var from = Subscribe(feed);
        try
        {
            if (afterRevision < from)
            {
                await foreach (var batch in history(prefix, afterRevision, from, cancellationToken).ConfigureAwait(false))
                {
                    yield return batch;
                }
            }

            await foreach (var batch in feed.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                feed.Taken();
                yield return batch;
            }
        }
        finally
        {
            Unsubscribe(feed);
        }
    }

    private long Subscribe(Feed feed)
    {
        lock (gate)
        {
            feeds = [.. feeds, feed];
            if (completed)
            {
                feed.Complete();
            }

            return begun;
        }
    }

    private void Unsubscribe(Feed feed)
    {
        lock (gate)
        {
            feeds = [.. feeds.Where(f => f != feed)];
        }
    }
}
