namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>What all checks of a level have against a pod.</summary>
internal sealed class PodVerdict(IReadOnlyList<Violation> violations)
{
    /// <summary>Whether they have nothing.</summary>
    public bool IsAllowed => violations.Count == 0;

    /// <summary>The reasons alone.</summary>
    public string Reasons => string.Join(", ", violations.Select(v => v.Reason));

    /// <summary>The reasons, each with its detail.</summary>
    public string Details => string.Join(", ", violations.Select(v => v.Detail.Length == 0 ? v.Reason : $"{v.Reason} ({v.Detail})"));
}
