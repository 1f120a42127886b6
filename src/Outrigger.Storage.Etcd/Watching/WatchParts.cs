using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;
using Outrigger.Storage.Feeds;

namespace Outrigger.Storage.Etcd.Watching;

/// <summary>The watch of this server, the feeds behind it, and how a reader learns that it has caught up.</summary>
internal sealed class WatchParts
{
    // an event takes a moment longer than the answer to a read
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private readonly PrefixWatch watch;
    private readonly SharedCall note;
    private readonly CancellationToken stop;
    private Task running = Task.CompletedTask;

    public WatchParts(EtcdClient client, KeyLayout layout, long revision, EtcdStoreOptions options, CancellationToken stop)
    {
        this.stop = stop;
        Hub = new FeedHub(revision);
        Reader = new WatchReader(client, layout);
        Newest = new SharedCall(ct => EtcdRefusals.TranslateAsync(() => ReadAsync(client, layout, ct)), stop);
        note = new SharedCall(ct => EtcdRefusals.TranslateAsync(() => NoteAsync(client, layout, ct)), stop);
        watch = new PrefixWatch(Reader, Hub, note, options);
    }

    public FeedHub Hub { get; }

    public WatchReader Reader { get; }

    public RevisionGate Gate => watch.Gate;

    /// <summary>Why this server must be started again; null while all is well.</summary>
    public string? Replaced => watch.Replaced;

    /// <summary>The newest revision of etcd: one linearizable read for all who ask at the same time.</summary>
    public SharedCall Newest { get; }

    /// <summary>Writes a note of the store; its revision.</summary>
    public static async Task<long> NoteAsync(EtcdClient client, KeyLayout layout, CancellationToken cancellationToken)
    {
        var put = new PutRequest { Key = layout.Note("sync") };
        return layout.Revisions.FromEtcd((await client.WriteAsync(EtcdMethods.Put, put, cancellationToken).ConfigureAwait(false)).Header.Revision);
    }

    public void Start() => running = Task.Run(() => watch.RunAsync(stop), CancellationToken.None);

    public void Restart() => watch.Restart();

    /// <summary>
    /// Whether the feeds get to a revision now. When nothing comes it may be somebody else's, outside our prefix: then a note of our own
    /// follows it through the same stream. (etcd's progress notices may overtake events before 3.4.25 and 3.5.8.)
    /// </summary>
    public async ValueTask<bool> ReachesAsync(long revision, CancellationToken cancellationToken)
    {
        if (await Gate.WaitAsync(revision, Moment, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        await note.AskAsync(cancellationToken).ConfigureAwait(false);
        return await Gate.WaitAsync(revision, Moment, cancellationToken).ConfigureAwait(false);
    }

    public async Task EndAsync()
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Hub.Complete();
    }

    private static async Task<long> ReadAsync(EtcdClient client, KeyLayout layout, CancellationToken cancellationToken)
    {
        var probe = new RangeRequest { Key = layout.Note(PrefixMarker.Note), KeysOnly = true };
        return layout.Revisions.FromEtcd((await client.ReadAsync(EtcdMethods.Range, probe, cancellationToken).ConfigureAwait(false)).Header.Revision);
    }
}
