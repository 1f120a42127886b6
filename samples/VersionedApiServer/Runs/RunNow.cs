using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Typed.Subresources;
using VersionedApiServer.V1;

namespace VersionedApiServer.Runs;

/// <summary>POST <c>…/backupplans/NAME/run</c>: makes a backup now. Who may is asked for <c>create</c> on <c>backupplans/run</c>.</summary>
public sealed class RunNow(TimeProvider time) : TypedAction<BackupPlan, BackupRun>("run")
{
    /// <inheritdoc/>
    public override async ValueTask<BackupRun> RunAsync(TypedActionRequest<BackupPlan, BackupRun> request, CancellationToken cancellationToken)
    {
        if (request.Object.Spec!.Suspended is true)
        {
            throw ApiErrors.Conflict(new GroupResource("backups.example.com", "backupplans"), request.Name, "the plan is suspended");
        }

        var now = time.GetUtcNow();
        var plan = await request.UpdateStatusAsync(
            plan => plan.Status = new BackupPlanStatus { LastBackup = now, Backups = (plan.Status?.Backups ?? 0) + 1 }, cancellationToken);
        return new BackupRun { Spec = request.Body.Spec, Status = new BackupRunStatus { Number = plan.Status!.Backups!.Value, CompletedAt = now } };
    }
}
