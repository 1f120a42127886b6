using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Library;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Expressions;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>
/// The matchConditions of a webhook: it is asked when all hold. One that does not hold decides whatever errors others have; else an error
/// is a failure, which failurePolicy decides.
/// </summary>
internal sealed class HookConditions
{
    /// <summary>Cost units that all conditions of a webhook together may take (apiserver RuntimeCELCostBudgetMatchConditions).</summary>
    public const long Budget = 2_500_000;

    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private readonly List<(string Text, CelProgram? Program, string Fault)> conditions = [];

    /// <summary>Reads them; what does not compile is a fault each time it is asked for.</summary>
    /// <param name="all">The conditions.</param>
    /// <param name="environment">What they may name; null for what webhooks' may.</param>
    public HookConditions(JsonArray? all, CelEnvironment? environment = null)
    {
        foreach (var condition in (all ?? []).OfType<JsonObject>())
        {
            var text = JsonNodes.GetString(condition, "expression")?.Trim() ?? "";
            var fault = ExpressionFaults.Find(environment ?? AdmissionTypes.Conditions, text, out var compiled, CelType.Bool);
            conditions.Add((text, compiled.Program, fault ?? ""));
        }
    }

    public bool IsEmpty => conditions.Count == 0;

    /// <summary>
    /// Whether all hold. Null, and why, when that cannot be found out.
    /// </summary>
    public async ValueTask<(bool? Holds, string Why)> EvaluateAsync(
        AccessDecisions decisions, CelVariables variables, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var left = Budget;
        foreach (var (text, program, fault) in conditions)
        {
            if (program is null || fault.Length > 0)
            {
                faults.Add($"compilation error: {fault}");
                continue;
            }

            var (value, budget) = await decisions.EvaluateAsync(program, variables, cancellationToken).ConfigureAwait(false);
            left -= budget.Cost;
            if (left < 0)
            {
                return (null, OutOfBudget);
            }

            if (value.IsFalse)
            {
                return (false, "");
            }

            if (value.IsError)
            {
                faults.Add($"expression '{text}' resulted in error: {value.AsError}");
            }
        }

        return faults.Count == 0 ? (true, "") : (null, faults.Count == 1 ? faults[0] : $"[{string.Join(", ", faults.Distinct())}]");
    }

    /// <summary>What expressions about a request may name.</summary>
    public static async ValueTask<CelVariables> VariablesAsync(
        AdmissionRequest request, HookTarget target, CelAuthorizer authorizer, CancellationToken cancellationToken)
    {
        var obj = await target.ShowAsync(request, request.Object, cancellationToken).ConfigureAwait(false);
        var old = await target.ShowAsync(request, request.OldObject, cancellationToken).ConfigureAwait(false);
        var context = request.Context;
        return new CelVariables()
            .Set(AdmissionVariables.Object, JsonValues.Of(obj))
            .Set(AdmissionVariables.OldObject, JsonValues.Of(old))
            .Set(AdmissionVariables.Request, JsonValues.Of(ReviewRequest.Describe(request, target)))
            .Set(AdmissionVariables.NamespaceObject, CelValue.Null)
            .Set(AdmissionVariables.Authorizer, CelValue.FromObject(authorizer))
            .Set(AdmissionVariables.RequestResource, authorizer.Resource(
                new CelAccessCheck(null, null, context.Resource.Group, context.Resource.Resource)
                {
                    Subresource = context.Subresource,
                    Namespace = HookMatcher.NamespaceOf(request),
                    Name = HookMatcher.NameOf(request),
                }));
    }
}
