using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace VersionedApiServer.V1Alpha1;

/// <summary>When a database is backed up, and to where.</summary>
[KubernetesResource(Group = "backups.example.com", Version = "v1alpha1", ShortNames = ["bp"])]
[Column("Cron", ".spec.cron")]
[Column("Source", ".spec.source")]
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
    public string? Cron { get; set; }

    /// <summary>What is backed up: ENGINE/DATABASE, or the database alone.</summary>
    [Required]
    [RegularExpression("^([a-z0-9-]+/)?[^/]*$")]
    public string? Source { get; set; }

    /// <summary>How many backups are kept; all when not given.</summary>
    [Range(1, 1000)]
    public int? Keep { get; set; }

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
}

/// <summary>What was last seen of a plan.</summary>
public sealed class BackupPlanStatus
{
    /// <summary>When the last backup was complete.</summary>
    public DateTimeOffset? LastBackup { get; set; }
}
