using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Components;

/// <summary>
/// ComponentStatus, which is computed: the store (clients know it as etcd-0), the controllers of this process, and the scheduler,
/// which this server does not have.
/// </summary>
internal sealed class ComponentStatuses(LocalObjects objects) : IObjectGetter, IObjectLister
{
    private const string Store = "etcd-0";
    private const string NoScheduler = "no scheduler is connected to this server: pods are data here";
    private static readonly string[] Names = ["controller-manager", Store, "scheduler"];

    // As Kubernetes has it, with the singular.
    private static readonly GroupResource Resource = new("", "componentstatus");

    /// <inheritdoc/>
    public ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken) =>
        Names.Contains(context.Name, StringComparer.Ordinal)
            ? StatusAsync(context.Name, cancellationToken)
            : throw ApiErrors.NotFound(Resource, context.Name);

    /// <inheritdoc/>
    public async ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken)
    {
        var labels = LabelSelector.Parse(query.LabelSelector);
        var fields = FieldSelector.Parse(query.FieldSelector);
        var found = new List<StoredObject>();
        foreach (var name in Names)
        {
            var isWanted = labels.Matches(TextMap.Empty) && fields.Terms.All(t => t.Holds(t.Field is "metadata.name" ? name : ""));
            if (isWanted)
            {
                found.Add(await StatusAsync(name, cancellationToken).ConfigureAwait(false));
            }
        }

        return new ObjectList(0, found);
    }

    private async ValueTask<StoredObject> StatusAsync(string name, CancellationToken cancellationToken)
    {
        var error = name switch
        {
            Store => await StoreErrorAsync(cancellationToken).ConfigureAwait(false),
            "scheduler" => NoScheduler,
            _ => "",
        };
        var condition = new JsonObject
        {
            ["type"] = "Healthy",
            ["status"] = error.Length == 0 ? "True" : "False",
            ["message"] = error.Length == 0 ? "ok" : error,
        };
        return StoredObject.Create(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ComponentStatus",
                ["metadata"] = new JsonObject { ["name"] = name },
                ["conditions"] = new JsonArray(condition),
            },
            FactPaths.None);
    }

    // A read of the newest state asks the store.
    private async ValueTask<string> StoreErrorAsync(CancellationToken cancellationToken)
    {
        try
        {
            await objects.FindAsync(CoreResources.Namespaces, "", "default", cancellationToken).ConfigureAwait(false);
            return "";
        }
        catch (StatusException e)
        {
            return e.Status.Message;
        }
    }
}
