using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>Compares what the cache serves with what the store holds, at one revision.</summary>
internal sealed class CacheVerifier(IStoreReader store)
{
    private const int PageSize = 10_000;

    public async Task VerifyAsync(ResourceCache cache, List<CacheDifference> differences, CancellationToken cancellationToken)
    {
        var snapshot = cache.Current;
        var prefix = cache.View.Prefix;
        var walk = snapshot.Range();
        var item = Next(walk);
        RangePage page;
        string? after = null;
        do
        {
            page = await store.RangeAsync(new RangeQuery(prefix, after, PageSize, snapshot.Revision), cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                var rest = record.Key[prefix.Length..];
                for (; item is not null && ObjectOrder.Compare(rest, item) > 0; item = Next(walk))
                {
                    differences.Add(new(prefix + ObjectKeys.Rest(item), snapshot.Revision, item.ResourceVersion, 0));
                }

                var same = item is not null && ObjectOrder.Compare(rest, item) == 0 ? item : null;
                if (same?.ResourceVersion != record.ModRevision || !same.EncodeValue().Span.SequenceEqual(record.Value.Span))
                {
                    differences.Add(new(record.Key, snapshot.Revision, same?.ResourceVersion ?? 0, record.ModRevision));
                }

                item = same is null ? item : Next(walk);
                after = record.Key;
            }
        }
        while (page.More);

        for (; item is not null; item = Next(walk))
        {
            differences.Add(new(prefix + ObjectKeys.Rest(item), snapshot.Revision, item.ResourceVersion, 0));
        }
    }

    private static StoredObject? Next(ObjectWalk walk) => walk.MoveNext() ? walk.Current : null;
}
