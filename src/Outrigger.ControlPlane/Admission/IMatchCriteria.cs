using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Which requests a webhook or a policy is about.</summary>
internal interface IMatchCriteria
{
    IReadOnlyList<HookRule> Rules { get; }

    /// <summary>What is left out of what the rules name.</summary>
    IReadOnlyList<HookRule> Excluded => [];

    /// <summary>Whether no rules mean every request.</summary>
    bool IsOpen => false;

    LabelSelector Namespaces { get; }

    LabelSelector Objects { get; }

    /// <summary>Whether other versions of a rule's resource are none of its business (matchPolicy).</summary>
    bool IsExact { get; }
}
