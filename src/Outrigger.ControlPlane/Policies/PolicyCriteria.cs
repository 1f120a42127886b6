using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>The matchConstraints of a policy, or the matchResources of its binding, which may leave the rules out.</summary>
internal sealed class PolicyCriteria(JsonObject? match) : IMatchCriteria
{
    public IReadOnlyList<HookRule> Rules { get; } = Read(match, "resourceRules");

    public IReadOnlyList<HookRule> Excluded { get; } = Read(match, "excludeResourceRules");

    public bool IsOpen => true;

    public LabelSelector Namespaces { get; } = LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(match, "namespaceSelector") ?? []);

    public LabelSelector Objects { get; } = LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(match, "objectSelector") ?? []);

    public bool IsExact { get; } = JsonNodes.GetString(match, "matchPolicy") is "Exact";

    private static IReadOnlyList<HookRule> Read(JsonObject? match, string field) =>
        [.. JsonNodes.Objects(match, field).Select(r => new HookRule(r))];
}
