using VersionedApiServer.V1Alpha1;

namespace VersionedApiServer.Conversion;

/// <summary>v1alpha1: the schedule has another name, the source is one text, and nothing can be suspended.</summary>
internal static class AlphaConversion
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
                Schedule = spec.Cron,
                Source = Split(spec.Source),
                Retention = KeptFields.Join(spec.Keep, kept),
                Suspended = kept?.Suspended,
                Targets = TargetLists.ToMap(spec.Targets, t => t?.Name ?? "", t => new V1.BackupTarget { Url = t?.Url, Paused = Paused(kept, t?.Name) }),
            },
            Status = plan.Status is not { } status ? null : new V1.BackupPlanStatus
            {
                LastBackup = status.LastBackup,
                Backups = kept?.Backups,
            },
        };
    }

    public static BackupPlan FromV1(V1.BackupPlan plan)
    {
        var kept = new KeptFields
        {
            Retention = KeptFields.Of(plan.Spec?.Retention),
            Suspended = plan.Spec?.Suspended,
            Backups = plan.Status?.Backups,
            Paused = PausedOf(plan.Spec?.Targets),
        };
        return new BackupPlan
        {
            Metadata = Annotations.With(
                plan.Metadata, (Annotations.TargetOrder, null), (Annotations.Kept, kept == new KeptFields() ? null : kept)),
            Spec = plan.Spec is not { } spec ? null : new BackupPlanSpec
            {
                Cron = spec.Schedule,
                Source = Join(spec.Source),
                Keep = spec.Retention?.Count,
                Targets = spec.Targets is not { } targets ? null :
                    [.. TargetLists.Names(targets, plan.Metadata).Select(n => new BackupTarget { Name = n, Url = targets[n]?.Url })],
            },
            Status = plan.Status is not { } status ? null : new BackupPlanStatus { LastBackup = status.LastBackup },
        };
    }

    // The engine stands before the first slash.
    private static V1.BackupSource? Split(string? source) => source?.IndexOf('/') switch
    {
        null => null,
        < 0 => new V1.BackupSource { Database = source },
        { } slash => new V1.BackupSource { Engine = source[..slash], Database = source[(slash + 1)..] },
    };

    private static string? Join(V1.BackupSource? source) => source?.Engine is null ? source?.Database : $"{source.Engine}/{source.Database}";

    private static bool? Paused(KeptFields? kept, string? name) =>
        kept?.Paused?.TryGetValue(name ?? "", out var paused) is true ? paused : null;

    private static SortedDictionary<string, bool>? PausedOf(IReadOnlyDictionary<string, V1.BackupTarget>? targets)
    {
        var said = (targets ?? new Dictionary<string, V1.BackupTarget>()).Where(t => t.Value?.Paused is not null)
            .ToDictionary(t => t.Key, t => t.Value.Paused!.Value);
        return said.Count == 0 ? null : new SortedDictionary<string, bool>(said, StringComparer.Ordinal);
    }
}
