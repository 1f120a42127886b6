using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Modes;
using Outrigger.ControlPlane.Rbac;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>Lists what the caller may do in a namespace (<c>kubectl auth can-i --list</c>): SelfSubjectRulesReview.</summary>
internal sealed class RulesReviewCreator(AuthorizerChain authorizers) : IObjectCreator
{
    /// <inheritdoc/>
    public ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        if (JsonNodes.GetString(body, "spec", "namespace") is not { Length: > 0 } ns)
        {
            throw ApiErrors.BadRequest("no namespace on request");
        }

        var found = authorizers.RulesOf(context.User, ns);
        var status = new JsonObject
        {
            ["incomplete"] = found.IsIncomplete,
            ["nonResourceRules"] = List(found.Rules.Where(r => r.NonResourceUrls.Length > 0)),
            ["resourceRules"] = List(found.Rules.Where(r => r.Resources.Length > 0)),
        };
        if (found.Problems.Count > 0)
        {
            status["evaluationError"] = found.Problems is [var only] ? only : $"[{string.Join(", ", found.Problems)}]";
        }

        return ValueTask.FromResult(
            ReviewObjects.Answer(ReviewObjects.Authorization, "SelfSubjectRulesReview", [], [], status));
    }

    private static JsonArray List(IEnumerable<PolicyRule> rules) => new([.. rules.Select(r => (JsonNode)r.ToJson())]);
}
