using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Watches;
using Outrigger.Storage.Contract;

namespace Outrigger.Registry.Stores;

/// <summary>The verb watch: where it starts. What follows is <see cref="ResourceWatch"/>.</summary>
internal sealed class WatchFlow(ResourceModel model, ObjectTable table)
{
    public async ValueTask<IObjectWatch> RunAsync(OperationContext context, WatchQuery query, CancellationToken cancellationToken)
    {
        var filter = ObjectFilter.Parse(query.LabelSelector, query.FieldSelector);
        ListRules.CheckWatch(query);
        filter.CheckFields(model.Origin, table.Labels(context.Resource.Version));
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
        InitialEvents? initial = null;
        if (revision == 0 || query.SendInitialEvents == true)
        {
            var snapshot = query.ResourceVersion.Length == 0
                ? await table.NewestAsync(cancellationToken).ConfigureAwait(false)
                : await table.AtLeastAsync(revision, cancellationToken).ConfigureAwait(false);
            start = snapshot.Revision;
            if (query.SendInitialEvents != false)
            {
                var markEnd = query is { SendInitialEvents: true, AllowBookmarks: true };
                initial = new InitialEvents(table.Candidates(snapshot, filter, context.Resource.Version, ns), filter, snapshot.Revision, markEnd);
            }
        }
        else
        {
            await table.AtLeastAsync(0, cancellationToken).ConfigureAwait(false);
        }

        return new ResourceWatch(
            table.Cache.OpenCursor(start),
            new WatchTransition(filter, ns, table.Shower(context.Resource.Version)),
            initial,
            query.AllowBookmarks ? new BookmarkTimer(model.Time) : null);
    }
}
