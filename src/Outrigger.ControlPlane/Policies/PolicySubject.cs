using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Policies;

/// <summary>What the expressions of a policy see of one request, and what they took of their budget.</summary>
internal sealed class PolicySubject
{
    /// <summary>Cost units that all expressions of a policy together may take (apiserver pkg/apis/cel RuntimeCELCostBudget).</summary>
    private const long Budget = 10_000_000;

    private readonly AccessDecisions decisions;
    private readonly CelVariables variables;
    private readonly LazyVariables own;
    private long spent;

    public PolicySubject(AdmissionPolicy policy, AccessDecisions decisions, CelVariables variables)
    {
        this.decisions = decisions;
        this.variables = variables;
        own = policy.Variables(variables);
        variables.Set(AdmissionVariables.Variables, CelValue.FromMap(own));
    }

    /// <summary>Whether the expressions took more than they may.</summary>
    public bool IsSpent => spent + own.Cost > Budget;

    /// <summary>The value of an expression, or an error as a value.</summary>
    public async ValueTask<CelValue> EvaluateAsync(CelProgram program, CancellationToken cancellationToken)
    {
        var (value, budget) = await decisions.EvaluateAsync(program, variables, cancellationToken).ConfigureAwait(false);
        spent += budget.Cost;
        return value;
    }

    /// <summary>Has further expressions see another object; variables that are known already stay.</summary>
    public void Show(JsonObject obj) => variables.Set(AdmissionVariables.Object, JsonValues.Of(obj));
}
