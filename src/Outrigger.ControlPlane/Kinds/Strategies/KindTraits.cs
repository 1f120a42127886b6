using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What is particular to a kind and needs no code: the answers of its strategy in Kubernetes' registry.</summary>
internal sealed record KindTraits
{
    /// <summary>Whether it counts generations.</summary>
    public bool Generation { get; init; }

    /// <summary>Whether PUT to a missing name creates it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>Whether an update needs a resourceVersion.</summary>
    public bool VersionedUpdate { get; init; }

    /// <summary>Whether a create may carry the status.</summary>
    public bool StatusOnCreate { get; init; }

    /// <summary>Whether a delete is answered with the object.</summary>
    public bool ShowsDeleted { get; init; }

    /// <summary>Whether a delete without a policy lets the dependents live, as their first versions did.</summary>
    public bool OrphansByDefault { get; init; }

    public NameRule Names { get; init; } = NameRules.DnsSubdomain;
}
