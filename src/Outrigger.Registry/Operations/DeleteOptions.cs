namespace Outrigger.Registry.Operations;

/// <summary>The options of a delete (metav1.DeleteOptions) after the endpoint merged body and query.</summary>
/// <param name="GracePeriodSeconds">Null for the kind's default.</param>
/// <param name="PropagationPolicy"><c>Orphan</c>, <c>Background</c>, <c>Foreground</c>; null for the kind's default.</param>
/// <param name="PreconditionUid">The uid the object must have; null for any.</param>
/// <param name="PreconditionResourceVersion">The resourceVersion the object must have; null for any.</param>
/// <param name="OrphanDependents">The old form of the policies <c>Orphan</c> and <c>Background</c>; null when not given.</param>
public sealed record DeleteOptions(
    long? GracePeriodSeconds = null,
    string? PropagationPolicy = null,
    string? PreconditionUid = null,
    string? PreconditionResourceVersion = null,
    bool? OrphanDependents = null);
