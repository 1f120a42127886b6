namespace Outrigger.ControlPlane.Garbage;

/// <summary>The finalizers that a delete leaves for the collector (metav1.FinalizerOrphanDependents, FinalizerDeleteDependents).</summary>
internal static class CollectorFinalizers
{
    public const string Orphan = "orphan";
    public const string Foreground = "foregroundDeletion";

    /// <summary>The one that an object has; empty for none.</summary>
    public static string Of(IReadOnlyList<string> finalizers) =>
        finalizers.Contains(Orphan, StringComparer.Ordinal) ? Orphan
        : finalizers.Contains(Foreground, StringComparer.Ordinal) ? Foreground
        : "";
}
