using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>LimitRanges, ResourceQuotas, admission policies: they are checked and kept, but not enforced, which whoever writes one is told.</summary>
internal sealed class UnenforcedStrategy(GroupResource resource, KindRules? rules = null) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) =>
        [$"{JsonNodes.GetString(obj, "kind") ?? Resource.Resource} is stored but not enforced by this server"];

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => rules?.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) => rules?.CheckStatus?.Invoke(obj, errors);
}
