using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ValidatingAdmissionPolicies, which have a status.</summary>
internal sealed class PolicyStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => PolicyRules.CheckValidating(obj, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) => PolicyRules.CheckStatus(obj, errors);
}
