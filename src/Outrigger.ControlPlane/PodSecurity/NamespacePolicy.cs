using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>What the labels of a namespace ask of its pods (pod-security-admission api/helpers.go); all may do all without labels.</summary>
internal sealed class NamespacePolicy
{
    /// <summary>What labels and audit annotations begin with.</summary>
    public const string Prefix = "pod-security.kubernetes.io/";

    private readonly List<FieldError> errors = [];

    private NamespacePolicy(IReadOnlyDictionary<string, string> labels)
    {
        // What cannot be read is as strict as can be where it refuses, and off where it only tells.
        var (enforce, hasLevel, _, isLevelKnown) = Read(labels, "enforce", SecurityLevel.Restricted);
        (Audit, _, _, _) = Read(labels, "audit", SecurityLevel.Privileged);
        var (warn, warns, hasVersion, _) = Read(labels, "warn", SecurityLevel.Privileged);
        Enforce = enforce;
        Warn = !warns && hasLevel && isLevelKnown && enforce.Level > warn.Level
            ? new LevelVersion(enforce.Level, hasVersion ? warn.Minor : enforce.Minor)
            : warn;
    }

    /// <summary>What is refused.</summary>
    public LevelVersion Enforce { get; }

    /// <summary>What the audit log is told of.</summary>
    public LevelVersion Audit { get; }

    /// <summary>What clients are warned of.</summary>
    public LevelVersion Warn { get; }

    /// <summary>What is wrong with the labels.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Whether nobody is told anything.</summary>
    public bool IsSilent => errors.Count == 0 && Audit.Level == SecurityLevel.Privileged && Warn.Level == SecurityLevel.Privileged;

    /// <summary>Whether there is nothing to look at.</summary>
    public bool IsPrivileged => IsSilent && Enforce.Level == SecurityLevel.Privileged;

    /// <summary>Reads the labels of a namespace.</summary>
    public static NamespacePolicy Of(IReadOnlyDictionary<string, string> labels) => new(labels);

    private (LevelVersion Policy, bool HasLevel, bool HasVersion, bool IsLevelKnown) Read(
        IReadOnlyDictionary<string, string> labels, string mode, SecurityLevel otherwise)
    {
        var level = SecurityLevel.Privileged;
        var isKnown = true;
        if (labels.TryGetValue(Prefix + mode, out var text) && !LevelVersion.TryParseLevel(text, out level))
        {
            Add(mode, text, "must be one of privileged, baseline, restricted");
            level = otherwise;
            isKnown = false;
        }

        long? minor = null;
        if (labels.TryGetValue($"{Prefix}{mode}-version", out var version) && !LevelVersion.TryParseVersion(version, out minor))
        {
            Add($"{mode}-version", version, "must be \"latest\" or \"v1.x\"");
        }

        return (new LevelVersion(level, minor), text is not null, version is not null, isKnown);
    }

    private void Add(string label, string value, string why) => errors.Add(FieldErrors.Invalid($"metadata.labels[{Prefix}{label}]", value, why));
}
