namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>What a check has against a pod.</summary>
/// <param name="Reason">In a word, as it is told of many pods.</param>
/// <param name="Detail">Who and what, as it is told of one pod; may be empty.</param>
internal sealed record Violation(string Reason, string Detail);
