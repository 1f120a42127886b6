using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>A kind whose rules stand in <see cref="KindRulesTable"/>.</summary>
internal class RuledStrategy(GroupResource resource, KindRules rules) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old) => rules.PrepareUpdate?.Invoke(obj, old);

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => rules.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (rules.CheckUpdate is { } check)
        {
            check(obj, old, errors);
        }
        else
        {
            rules.Check(obj, errors);
        }

        foreach (var path in rules.Fixed)
        {
            FieldRules.Immutable(obj, old, path, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (context.Subresource is "status")
        {
            rules.CheckStatus?.Invoke(obj, errors);
        }
    }
}
