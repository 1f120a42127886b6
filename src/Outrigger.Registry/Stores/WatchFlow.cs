using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Watches;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb watch: where it starts. What follows is <see cref="ResourceWatch"/>.</summary>
internal sealed class WatchFlow(ResourceModel model, ObjectTable table)
{
    public async ValueTask<IObjectWatch> RunAsync(OperationContext context, WatchQuery query, CancellationToken cancellationToken)
    {
        var filter = ObjectFilter.Parse(query.LabelSelector, query.FieldSelector);
        ListRules.CheckWatch(query);
        filter = filter.For(table.Fields(context.Resource.GroupVersion));
        if (!Revisions.TryParse(query.ResourceVersion, out var revision, out var error))
        {
            throw ApiErrors.Plain(error);
        }

        try
        {
            return await OpenAsync(context, query, filter, revision, cancellationToken).ConfigureAwait(false);
        }
        catch (RevisionCompactedException e)
        {
            return new FailedWatch(ResourceWatch.Expired(e));
        }
        catch (StatusException e) when (e.Status.Code == 504)
        {
            return new FailedWatch(e);
        }
    }

    private async ValueTask<IObjectWatch> OpenAsync(
        OperationContext context, WatchQuery query, ObjectFilter filter, long revision, CancellationToken cancellationToken)
    {
        var ns = model.Namespaced ? context.Namespace : "";
        var start = revision;
        IEnumerable<StoredObject>? state = null;
        var marksEnd = false;
        if (revision == 0 || query.SendInitialEvents == true)
        {
            var snapshot = query.ResourceVersion.Length == 0
                ? await table.NewestAsync(cancellationToken).ConfigureAwait(false)
                : await table.AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
            start = snapshot.Revision;
            if (query.SendInitialEvents != false)
            {
                marksEnd = query is { SendInitialEvents: true, AllowBookmarks: true };
                state = table.ShowWaits
                    ? table.Find(snapshot, filter, ns, null)
                    : table.Candidates(snapshot, filter, context.Resource.GroupVersion, ns);
            }
        }
        else
        {
            await table.AtLeastAsync(0, cancellationToken).ConfigureAwait(false);
        }

        var cursor = table.Cache.OpenCursor(start);
        var bookmarks = query.AllowBookmarks ? new BookmarkTimer(model.Time) : null;
        if (!table.ShowWaits)
        {
            var initial = state is null ? null : new InitialEvents(state, filter, start, marksEnd);
            return new ResourceWatch(cursor, new WatchTransition(filter, ns, table.Shower(context.Resource.GroupVersion)), initial, bookmarks);
        }

        var converting = new ConvertedEvents(
            new WatchTransition(filter, ns), (objects, token) => table.ShowAllAsync(objects, context.Resource.GroupVersion, token));
        return new ConvertingWatch(cursor, converting, state ?? [], marksEnd ? start : null, bookmarks);
    }
}
