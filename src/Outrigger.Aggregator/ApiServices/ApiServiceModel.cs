using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>An APIService as the aggregator uses it; immutable.</summary>
internal sealed record ApiServiceModel
{
    /// <summary><c>VERSION.GROUP</c>.</summary>
    public required string Name { get; init; }

    public required GroupVersion GroupVersion { get; init; }

    public int GroupPriority { get; init; }

    public int VersionPriority { get; init; }

    /// <summary>Where requests go; null for a group version that this server answers itself.</summary>
    public ServiceKey? Service { get; init; }

    /// <summary>The Service's port.</summary>
    public int Port { get; init; }

    /// <summary>Who may have signed the other server's certificate.</summary>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.HostRoots;

    /// <summary>The Available condition; null before the first check.</summary>
    public AvailableCondition? Condition { get; init; }

    /// <summary>When the condition's status changed last; null before the first check.</summary>
    public DateTimeOffset? ConditionSince { get; init; }

    /// <summary>The same without what checks write into it.</summary>
    public ApiServiceModel Spec => this with { Condition = null, ConditionSince = null, Revision = 0 };

    /// <summary>Whether requests are passed on.</summary>
    public bool IsAvailable => Condition is { Status: "True" };

    /// <summary>Whether it asks for the same as another one, whatever checks found.</summary>
    public bool IsLocalWith(int groupPriority, int versionPriority) =>
        Service is null && GroupPriority == groupPriority && VersionPriority == versionPriority;

    /// <summary>Who made a local APIService: <c>onstart</c> or <c>true</c> for this server; empty for a user.</summary>
    public string ManagedBy { get; init; } = "";

    /// <summary>Changes with every write.</summary>
    public long Revision { get; init; }
}
