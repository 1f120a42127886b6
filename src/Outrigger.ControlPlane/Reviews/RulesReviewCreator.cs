using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>Lists what the caller may do in a namespace (<c>kubectl auth can-i --list</c>): SelfSubjectRulesReview.</summary>
internal sealed class RulesReviewCreator(RbacState state) : IObjectCreator
{
    /// <inheritdoc/>
    public ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        if (JsonNodes.GetString(body, "spec", "namespace") is not { Length: > 0 } ns)
        {
            throw ApiErrors.BadRequest("no namespace on request");
        }

        var rules = state.Current.RulesOf(context.User, ns).ToList();
        var status = new JsonObject
        {
            ["incomplete"] = false,
            ["nonResourceRules"] = List(rules.Where(r => r.NonResourceUrls.Length > 0)),
            ["resourceRules"] = List(rules.Where(r => r.Resources.Length > 0)),
        };
        return ValueTask.FromResult(
            ReviewObjects.Answer(ReviewObjects.Authorization, "SelfSubjectRulesReview", [], [], status));
    }

    private static JsonArray List(IEnumerable<PolicyRule> rules) => new([.. rules.Select(r => (JsonNode)r.ToJson())]);
}
