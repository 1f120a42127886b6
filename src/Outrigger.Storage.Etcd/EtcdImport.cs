using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;
using Outrigger.Storage.Etcd.Reading;

namespace Outrigger.Storage.Etcd;

/// <summary>
/// Replaces what a prefix of etcd holds. From <see cref="BeginAsync"/> to <see cref="FinishAsync"/> the marker says so: servers refuse
/// to start, those that run stop serving, and another import begins anew.
/// </summary>
public sealed class EtcdImport : IDisposable
{
    private const int KeysAtOnce = 5000;
    private readonly EtcdStoreOptions options;
    private readonly EtcdClient client;
    private readonly KeyLayout layout;
    private readonly PrefixClaim claim;
    private PrefixMarker marker;

    private EtcdImport(EtcdStoreOptions options, EtcdClient client, KeyLayout layout, PrefixMarker marker)
    {
        this.options = options;
        this.client = client;
        this.layout = layout;
        this.marker = marker;
        claim = new PrefixClaim(client, layout);
    }

    /// <summary>How many objects are there.</summary>
    public long Objects { get; private init; }

    /// <summary>Whether an import broke off, so that what is there is no state.</summary>
    public bool IsUnfinished => marker.Importing.Length > 0;

    /// <summary>Looks at a prefix, which is claimed if nobody has it. Throws as <see cref="EtcdStore.OpenAsync(EtcdStoreOptions, CancellationToken)"/>.</summary>
    public static async Task<EtcdImport> OpenAsync(EtcdStoreOptions options, CancellationToken cancellationToken)
    {
        var layout = new KeyLayout(options.Prefix);
        var client = new EtcdClient(new MemberSet(EtcdChannels.Create(options), options.TimeProvider), options);
        try
        {
            var marker = await new PrefixClaim(client, layout).TakeAsync(mustExist: false, cancellationToken).ConfigureAwait(false);
            var count = new RangeRequest { Key = layout.Objects, RangeEnd = layout.End, CountOnly = true };
            var there = await client.ReadAsync(EtcdMethods.Range, count, cancellationToken).ConfigureAwait(false);
            return new EtcdImport(options, client, layout, marker) { Objects = there.Count };
        }
        catch (GrpcException e)
        {
            client.Dispose();
            throw EtcdRefusals.Of(e);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The objects of a prefix, as they are before the import.</summary>
    public async Task<IReadOnlyList<StoreRecord>> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        var reader = new RangeReader(client, new KeyLayout(options.Prefix, new Revisions(marker.Base)), options.PageSize);
        return (await EtcdRefusals.TranslateAsync(() => reader.ReadAsync(new RangeQuery(prefix), (r, _) => Task.FromResult(r), cancellationToken)).ConfigureAwait(false)).Records;
    }

    /// <summary>
    /// Removes every object and opens the store, whose revision begins beyond the archive's and its own of before, as
    /// <see cref="StoreImport.FirstRevision"/> has it. The caller disposes of it before <see cref="FinishAsync"/>.
    /// </summary>
    public Task<EtcdStore> BeginAsync(long exportedRevision, CancellationToken cancellationToken) => EtcdRefusals.TranslateAsync(async () =>
    {
        var probe = new RangeRequest { Key = layout.Note(PrefixMarker.Note), KeysOnly = true };
        var newest = (await client.ReadAsync(EtcdMethods.Range, probe, cancellationToken).ConfigureAwait(false)).Header.Revision;
        var first = StoreImport.FirstRevision(Math.Max(exportedRevision, newest + marker.Base), options.TimeProvider);
        await ReplaceAsync(marker with { Base = first - newest, Importing = Guid.NewGuid().ToString() }, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(cancellationToken).ConfigureAwait(false);
        return await EtcdStore.OpenAsync(options, marker, cancellationToken).ConfigureAwait(false);
    });

    /// <summary>The store is whole: servers may start.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => EtcdRefusals.TranslateAsync(async () =>
    {
        await ReplaceAsync(marker with { Importing = "" }, cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task ReplaceAsync(PrefixMarker next, CancellationToken cancellationToken)
    {
        if (!await claim.ReplaceAsync(marker, next, cancellationToken).ConfigureAwait(false))
        {
            throw PrefixMarker.Refusal($"another import into {options.Prefix} in etcd began: let only one run");
        }

        marker = next;
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var first = new RangeRequest { Key = layout.Objects, RangeEnd = layout.End, KeysOnly = true, Limit = KeysAtOnce };
            var page = await client.ReadAsync(EtcdMethods.Range, first, cancellationToken).ConfigureAwait(false);
            if (page.Kvs.Count == 0)
            {
                return;
            }

            var transaction = new TxnRequest
            {
                Compare = { claim.StillHas(marker) },
                Success =
                {
                    new RequestOp
                    {
                        RequestDeleteRange = new DeleteRangeRequest
                        {
                            Key = page.Kvs[0].Key, RangeEnd = layout.Key(layout.ObjectKey(page.Kvs[^1].Key) + "\0"),
                        },
                    },
                },
            };
            if (!(await client.WriteAsync(EtcdMethods.Txn, transaction, cancellationToken).ConfigureAwait(false)).Succeeded)
            {
                throw PrefixMarker.Refusal($"another import into {options.Prefix} in etcd began: let only one run");
            }
        }
    }
}
