using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace VersionedApiServer.Runs;

/// <summary>A backup that is asked for by hand: what is sent to <c>backupplans/run</c>, and answered.</summary>
[KubernetesResource(Group = "backups.example.com", Version = "v1")]
public sealed class BackupRun
{
    /// <summary>The name of the plan.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    [Required]
    public BackupRunSpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public BackupRunStatus? Status { get; set; }
}

/// <summary>What is wanted of a run.</summary>
public sealed class BackupRunSpec
{
    /// <summary>Why, for those who read the log.</summary>
    [Required]
    [StringLength(200, MinimumLength = 1)]
    public string? Reason { get; set; }
}

/// <summary>What became of a run.</summary>
public sealed class BackupRunStatus
{
    /// <summary>Which backup of the plan it is, from 1.</summary>
    public int Number { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CompletedAt { get; set; }
}
