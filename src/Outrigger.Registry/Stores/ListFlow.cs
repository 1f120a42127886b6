using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb list: a walk over a snapshot, nothing is parsed.</summary>
internal sealed class ListFlow(ResourceModel model, ObjectTable table)
{
    private const int Batch = 250;
    private const string Expired = "The resourceVersion for the provided list is too old.";

    private const string ContinueExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
        "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
        "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
        "deleted between the time the first chunk was returned and now may show up in the list.";

    public async ValueTask<ObjectList> RunAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken)
    {
        var filter = ObjectFilter.Parse(query.LabelSelector, query.FieldSelector);
        ListRules.CheckList(query);
        filter = filter.For(table.Fields(context.Resource.GroupVersion));
        if (query.Continue.Length == 0)
        {
            var newest = await ReadAsync(query, cancellationToken).ConfigureAwait(false);
            return await CollectAsync(context, query, filter, newest, null, cancellationToken).ConfigureAwait(false);
        }

        var token = ContinueToken.Parse(query.Continue);
        if (query.ResourceVersion is not ("" or "0"))
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        var snapshot = await ReadAsync(token, cancellationToken).ConfigureAwait(false);
        var afterKey = table.Prefix(context.Namespace) + token.AfterKey;
        return await CollectAsync(context, query, filter, snapshot, afterKey, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Snapshot> ReadAsync(ListQuery query, CancellationToken cancellationToken)
    {
        if (query.ResourceVersion.Length == 0)
        {
            return await table.NewestAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!Revisions.TryParse(query.ResourceVersion, out var revision, out var error))
        {
            throw ApiErrors.BadRequest($"invalid resource version: {error}");
        }

        // A page at a revision is exact, so that the pages after it fit.
        var exact = revision > 0
            && (query.ResourceVersionMatch is "Exact" || (query.ResourceVersionMatch.Length == 0 && query.Limit > 0));
        return exact
            ? await table.AtAsync(revision, cancellationToken).ConfigureAwait(false) ?? throw ApiErrors.Expired(Expired)
            : await table.AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Snapshot> ReadAsync(ContinueToken token, CancellationToken cancellationToken) => token.Revision < 0
        ? await table.NewestAsync(cancellationToken).ConfigureAwait(false)
        : await table.AtAsync(token.Revision, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.ContinueExpired(ContinueExpired, (token with { Revision = -1 }).ToString());

    private async ValueTask<ObjectList> CollectAsync(
        OperationContext context, ListQuery query, ObjectFilter filter, Snapshot snapshot, string? afterKey, CancellationToken cancellationToken)
    {
        var ns = model.Namespaced ? context.Namespace : "";
        if (!table.ShowWaits)
        {
            return Collect(context, query, filter, snapshot, afterKey, table.Candidates(snapshot, filter, context.Resource.GroupVersion, ns, afterKey));
        }

        // One more than the page holds says whether there is another page.
        var found = new List<StoredObject>();
        foreach (var batch in table.Find(snapshot, filter, ns, afterKey).Chunk(Batch))
        {
            var shown = await table.ShowAllAsync(batch, context.Resource.GroupVersion, cancellationToken).ConfigureAwait(false);
            found.AddRange(shown.Where(filter.Matches));
            if (found.Count > Limit(query))
            {
                break;
            }
        }

        return Collect(context, query, filter, snapshot, afterKey, found);
    }

    // A read of whatever is at hand is not paged (apiserver storage/cacher).
    private static long Limit(ListQuery query) => query.Limit <= 0 || query.ResourceVersion is "0" ? long.MaxValue : query.Limit;

    private ObjectList Collect(
        OperationContext context, ListQuery query, ObjectFilter filter, Snapshot snapshot, string? afterKey, IEnumerable<StoredObject> candidates)
    {
        var limit = Limit(query);
        var ns = model.Namespaced ? context.Namespace : "";
        var total = filter.IsEverything ? snapshot.CountRange(ns, afterKey) : 0;
        var items = new List<StoredObject>((int)Math.Min(limit, total));
        var more = false;
        foreach (var item in candidates)
        {
            if (items.Count == limit)
            {
                more = true;
                break;
            }

            if (filter.Matches(item))
            {
                items.Add(item);
            }
        }

        if (!more)
        {
            return new ObjectList(snapshot.Revision, items);
        }

        var last = items[^1];
        var token = ContinueToken.After(snapshot.Revision, table.Key(last.Namespace, last.Name)[table.Prefix(ns).Length..]);
        return new ObjectList(snapshot.Revision, items, token.ToString(), filter.IsEverything ? total - items.Count : null);
    }
}
