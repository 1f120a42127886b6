using Outrigger.Server.Reconciling;

namespace WidgetApiServer;

/// <summary>Plays the part of the processors: a new widget is Pending, then all that is asked for runs.</summary>
internal sealed class WidgetReconciler(TimeProvider time) : Reconciler<Widget>
{
    // this server is all the processors there are: where it is shown as a pod (outrigger up --local-node), how busy it is counts
    private const string Processors = "app.kubernetes.io/name=widgetapiserver";

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
            Selector = Processors,
            AvailableReplicas = isNew ? 0 : obj.Spec.Replicas,
            LastUpdated = time.GetUtcNow(),
        };
        await resources.UpdateStatusAsync(obj, cancellationToken);
    }
}
