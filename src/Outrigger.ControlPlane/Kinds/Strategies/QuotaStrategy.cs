using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>LimitRanges and ResourceQuotas: they are kept, but nothing is counted or limited, which whoever writes one is told.</summary>
internal sealed class QuotaStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) =>
        [$"{JsonNodes.GetString(obj, "kind") ?? Resource.Resource} is stored but not enforced by this server"];
}
