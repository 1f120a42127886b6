using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace VersionedApiServer.V1Beta1;

/// <summary>When a database is backed up, and to where.</summary>
[KubernetesResource(Group = "backups.example.com", Version = "v1beta1", ShortNames = ["bp"])]
[Column("Schedule", ".spec.schedule")]
[Column("Engine", ".spec.engine")]
[Column("Database", ".spec.database")]
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

    /// <summary>What runs the database, for example postgres.</summary>
    [RegularExpression("^[a-z0-9-]+$")]
    public string? Engine { get; set; }

    /// <summary>The database.</summary>
    [Required]
    [RegularExpression("^[^/]*$")]
    public string? Database { get; set; }

    /// <summary>How many backups are kept; all when not given.</summary>
    [Range(1, 1000)]
    public int? RetentionCount { get; set; }

    /// <summary>Whether no backup is made for now.</summary>
    public bool? Suspended { get; set; }

    /// <summary>Where backups go, in this order.</summary>
    [ListMap("name")]
    public IReadOnlyList<BackupTarget>? Targets { get; set; }
}

/// <summary>A place for backups.</summary>
public sealed class BackupTarget
{
    /// <summary>Tells it from the others.</summary>
    [Required]
    public string? Name { get; set; }

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
