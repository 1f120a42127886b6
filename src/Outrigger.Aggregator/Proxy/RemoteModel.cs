using System.Collections.Immutable;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.Proxy;

/// <summary>Everything a request to another server needs to know about it; immutable, replaced as a whole.</summary>
/// <param name="Name">The APIService's name.</param>
/// <param name="GroupVersion">What the other server answers.</param>
/// <param name="IsAvailable">Whether its Available condition is True.</param>
/// <param name="Problem">A mistake in the APIService that no request survives; null when there is none.</param>
/// <param name="Targets">Where requests go; empty when the Service leads nowhere.</param>
internal sealed record RemoteModel(
    string Name, GroupVersion GroupVersion, bool IsAvailable, string? Problem, ImmutableArray<UpstreamTarget> Targets)
{
    /// <summary>Which of the targets is next; the same one for as long as the APIService exists.</summary>
    public EndpointTurn Turn { get; init; } = new();

    /// <summary>Since when it is not available; null while it is, and before the first check.</summary>
    public DateTimeOffset? UnavailableSince { get; init; }

    /// <summary>The path of its group version: what is probed and read as discovery.</summary>
    public string Path => GroupVersion.Group.Length == 0 ? $"/api/{GroupVersion.Version}" : $"/apis/{GroupVersion}";
}
