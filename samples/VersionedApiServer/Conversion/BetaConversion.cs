using VersionedApiServer.V1Beta1;

namespace VersionedApiServer.Conversion;

/// <summary>v1beta1: the source is two fields, the retention is a count, the targets are a list.</summary>
internal static class BetaConversion
{
    public static V1.BackupPlan ToV1(BackupPlan plan)
    {
        var kept = Annotations.Read<KeptFields>(plan.Metadata, Annotations.Kept);
        var order = TargetLists.Order(plan.Spec?.Targets?.Select(t => t?.Name ?? ""));
        return new V1.BackupPlan
        {
            Metadata = Annotations.With(plan.Metadata, (Annotations.Kept, null), (Annotations.TargetOrder, order)),
            Spec = plan.Spec is not { } spec ? null : new V1.BackupPlanSpec
            {
                Schedule = spec.Schedule,
                Source = new V1.BackupSource { Engine = spec.Engine, Database = spec.Database },
                Retention = KeptFields.Join(spec.RetentionCount, kept),
                Suspended = spec.Suspended,
                Targets = TargetLists.ToMap(spec.Targets, t => t?.Name ?? "", t => new V1.BackupTarget { Url = t?.Url, Paused = t?.Paused }),
            },
            Status = plan.Status is not { } status ? null : new V1.BackupPlanStatus
            {
                LastBackup = status.LastBackup,
                Backups = status.Backups,
            },
        };
    }

    public static BackupPlan FromV1(V1.BackupPlan plan)
    {
        var kept = new KeptFields { Retention = KeptFields.Of(plan.Spec?.Retention) };
        return new BackupPlan
        {
            Metadata = Annotations.With(
                plan.Metadata, (Annotations.TargetOrder, null), (Annotations.Kept, kept == new KeptFields() ? null : kept)),
            Spec = plan.Spec is not { } spec ? null : new BackupPlanSpec
            {
                Schedule = spec.Schedule,
                Engine = spec.Source?.Engine,
                Database = spec.Source?.Database,
                RetentionCount = spec.Retention?.Count,
                Suspended = spec.Suspended,
                Targets = spec.Targets is not { } targets ? null :
                    [.. TargetLists.Names(targets, plan.Metadata).Select(n => new BackupTarget { Name = n, Url = targets[n]?.Url, Paused = targets[n]?.Paused })],
            },
            Status = plan.Status is not { } status ? null : new BackupPlanStatus
            {
                LastBackup = status.LastBackup,
                Backups = status.Backups,
            },
        };
    }
}
