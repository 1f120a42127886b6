using System.Collections.Concurrent;
using Outrigger.Client.Rest;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>How the autoscaler reaches what it scales and measures.</summary>
/// <param name="Catalog">Which kinds there are.</param>
/// <param name="Client">Enters our own pipeline: the metrics APIs, and scale subresources.</param>
/// <param name="MayWrite">Whether this server still leads.</param>
internal sealed record AutoscalerParts(IResourceCatalog Catalog, KubernetesClient Client, Func<bool> MayWrite)
{
    /// <summary>By uid.</summary>
    public ConcurrentDictionary<string, AutoscalerState> States { get; } = new(StringComparer.Ordinal);
}
