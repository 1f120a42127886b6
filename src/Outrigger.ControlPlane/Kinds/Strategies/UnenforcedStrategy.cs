using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ResourceQuotas: they are checked and kept, but not enforced, which whoever writes one is told.</summary>
internal sealed class UnenforcedStrategy(GroupResource resource, KindRules rules) : RuledStrategy(resource, rules)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) => base.Warnings(obj).Append(Told(obj));

    /// <inheritdoc/>
    public override IEnumerable<string> UpdateWarnings(JsonObject obj, JsonObject old) => base.UpdateWarnings(obj, old).Append(Told(obj));

    private string Told(JsonObject obj) => $"{JsonNodes.GetString(obj, "kind") ?? Resource.Resource} is stored but not enforced by this server";
}
