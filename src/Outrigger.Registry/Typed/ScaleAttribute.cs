namespace Outrigger.Registry.Typed;

/// <summary>Gives the kind the scale subresource (autoscaling/v1 Scale).</summary>
/// <param name="specReplicasPath">For example <c>.spec.replicas</c>.</param>
/// <param name="statusReplicasPath">For example <c>.status.replicas</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScaleAttribute(string specReplicasPath, string statusReplicasPath) : Attribute
{
    public string SpecReplicasPath { get; } = specReplicasPath;

    public string StatusReplicasPath { get; } = statusReplicasPath;

    /// <summary>Where the label selector stands as text; null when there is none.</summary>
    public string? LabelSelectorPath { get; init; }
}
