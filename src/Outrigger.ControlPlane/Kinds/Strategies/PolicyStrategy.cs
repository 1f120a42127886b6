using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ValidatingAdmissionPolicies. Those with parameters are kept, but not enforced, which whoever writes one is told.</summary>
internal sealed class PolicyStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) => JsonNodes.GetObject(obj, "spec", "paramKind") is null
        ? []
        : ["spec.paramKind: a ValidatingAdmissionPolicy with parameters is stored but not enforced by this server"];

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) => PolicyRules.CheckValidating(obj, errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) => PolicyRules.CheckStatus(obj, errors);
}
