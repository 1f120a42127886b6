using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace VersionedApiServer.V1;

/// <summary>When a database is backed up, and to where. This version is stored.</summary>
[KubernetesResource(Group = "backups.example.com", Version = "v1", ShortNames = ["bp"])]
[Column("Schedule", ".spec.schedule")]
[Column("Engine", ".spec.source.engine")]
[Column("Database", ".spec.source.database")]
[Column("Suspended", ".spec.suspended", Priority = 1)]
public sealed class BackupPlan
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    public BackupPlanSpec? Spec { get; set; }

    /// <summary>What was last seen.</summary>
    public BackupPlanStatus? Status { get; set; }
}

/// <summary>What is wanted of a plan.</summary>
public sealed class BackupPlanSpec
{
    /// <summary>When to run, as five fields of cron.</summary>
    [Required]
    [MinLength(1)]
    public string? Schedule { get; set; }

    /// <summary>What is backed up.</summary>
    [Required]
    public BackupSource? Source { get; set; }

    /// <summary>How long backups are kept; for ever when not given.</summary>
    public BackupRetention? Retention { get; set; }

    /// <summary>Whether no backup is made for now.</summary>
    public bool? Suspended { get; set; }

    /// <summary>Where backups go, by name.</summary>
    public IReadOnlyDictionary<string, BackupTarget>? Targets { get; set; }
}

/// <summary>A database.</summary>
public sealed class BackupSource
{
    /// <summary>What runs it, for example postgres.</summary>
    [RegularExpression("^[a-z0-9-]+$")]
    public string? Engine { get; set; }

    /// <summary>Its name there.</summary>
    [Required]
    [RegularExpression("^[^/]*$")]
    public string? Database { get; set; }
}

/// <summary>How long backups are kept; each bound counts alone.</summary>
public sealed class BackupRetention
{
    /// <summary>How many; the oldest goes first.</summary>
    [Range(1, 1000)]
    public int? Count { get; set; }

    /// <summary>For how many days.</summary>
    [Range(1, 36500)]
    public int? MaxAgeDays { get; set; }
}

/// <summary>A place for backups.</summary>
public sealed class BackupTarget
{
    /// <summary>Where it is.</summary>
    [Required]
    public string? Url { get; set; }

    /// <summary>Whether it is left out for now.</summary>
    public bool? Paused { get; set; }
}

/// <summary>What was last seen of a plan.</summary>
public sealed class BackupPlanStatus
{
    /// <summary>When the last backup was complete.</summary>
    public DateTimeOffset? LastBackup { get; set; }

    /// <summary>How many backups there are.</summary>
    public int? Backups { get; set; }
}
