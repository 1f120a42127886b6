using Outrigger.Server.Reconciling;

namespace WidgetApiServer;

/// <summary>Plays the part of the processors: a new widget is Pending, then all that is asked for runs.</summary>
internal sealed class WidgetReconciler(TimeProvider time) : Reconciler<Widget>
{
    public override async Task ReconcileAsync(Widget obj, ResourceClient<Widget> resources, CancellationToken cancellationToken)
    {
        var status = obj.Status;
        if (obj.Metadata.DeletionTimestamp is not null || (status.Phase == "Running" && status.AvailableReplicas == obj.Spec.Replicas))
        {
            return;
        }

        var isNew = status.Phase is null;
        obj.Status = new WidgetStatus
        {
            Phase = isNew ? "Pending" : "Running",
            AvailableReplicas = isNew ? 0 : obj.Spec.Replicas,
            LastUpdated = time.GetUtcNow(),
        };
        await resources.UpdateStatusAsync(obj, cancellationToken);
    }
}
