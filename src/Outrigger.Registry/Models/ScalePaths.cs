namespace Outrigger.Registry.Models;

/// <summary>Where the scale subresource finds its values; dotted paths as a CRD has them: <c>.spec.replicas</c>.</summary>
/// <param name="SpecReplicas">The wanted number.</param>
/// <param name="StatusReplicas">The observed number.</param>
/// <param name="Selector">A selector: its text, or a LabelSelector object (built-in kinds); null for none.</param>
public sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector = null);
