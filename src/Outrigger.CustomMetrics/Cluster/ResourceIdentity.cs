using Outrigger.ApiMachinery.Naming;

namespace Outrigger.CustomMetrics.Cluster;

/// <summary>A resource as the main server serves it.</summary>
/// <param name="Resource">In the preferred version of its group.</param>
/// <param name="Kind">The kind of its objects.</param>
public sealed record ResourceIdentity(GroupVersionResource Resource, string Kind);
