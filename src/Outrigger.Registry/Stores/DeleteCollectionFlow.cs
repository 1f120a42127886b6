using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb deletecollection: deletes what a list shows, one by one; what others delete meanwhile is no error.</summary>
internal sealed class DeleteCollectionFlow(ListFlow list, DeleteFlow delete)
{
    // Writes that are under way together share a commit.
    private const int AtOnce = 16;

    public async ValueTask<ObjectList> RunAsync(
        OperationContext context, ListQuery query, DeleteOptions options, CancellationToken cancellationToken)
    {
        var listed = await list.RunAsync(context, query, cancellationToken).ConfigureAwait(false);
        var workers = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(listed.Items, workers, (item, token) => DeleteAsync(context, item, options, token))
            .ConfigureAwait(false);
        return listed;
    }

    private async ValueTask DeleteAsync(
        OperationContext context, StoredObject item, DeleteOptions options, CancellationToken cancellationToken)
    {
        var one = context with { Namespace = item.Namespace, Name = item.Name, IsOfCollection = true, Warnings = new WarningSink() };
        try
        {
            await delete.RunAsync(one, options, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // Gone already.
        }
        finally
        {
            lock (context.Warnings)
            {
                foreach (var text in one.Warnings.Texts)
                {
                    context.Warnings.Add(text);
                }
            }
        }
    }
}
