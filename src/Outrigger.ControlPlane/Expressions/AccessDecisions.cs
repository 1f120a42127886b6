using Outrigger.ApiMachinery.Cel.Evaluation;
using Outrigger.ApiMachinery.Cel.Library;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Expressions;

/// <summary>
/// Answers what the expressions of one request ask about access. Expressions wait for nothing: one that asks what is not known yet is
/// evaluated once more when the authorizer has decided.
/// </summary>
internal sealed class AccessDecisions(IAuthorizer authorizer, UserInfo user)
{
    private readonly Dictionary<CelAccessCheck, CelDecision> known = [];

    /// <summary>The value of the variable <c>authorizer</c>.</summary>
    public CelAuthorizer Authorizer => new(known.GetValueOrDefault);

    /// <summary>The value of an expression, or an error as a value; what it took is taken from a budget of cost units.</summary>
    public async ValueTask<(CelValue Value, CelBudget Budget)> EvaluateAsync(
        CelProgram program, ICelVariables variables, CancellationToken cancellationToken)
    {
        // A decision is so dear that a budget holds but a few.
        while (true)
        {
            var budget = new CelBudget();
            try
            {
                return (program.Evaluate(variables, budget), budget);
            }
            catch (CelPendingException e)
            {
                known[e.Check] = await DecideAsync(e.Check, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<CelDecision> DecideAsync(CelAccessCheck check, CancellationToken cancellationToken)
    {
        var who = check.ServiceAccount is { } account ? Account(account.Namespace, account.Name) : user;
        var request = new AuthorizationRequest(who, check.Verb, IsResource: check.Path is null, check.Path ?? "");
        if (check.Path is null)
        {
            request = request with
            {
                Group = check.Group,
                Version = "*",
                Resource = check.Resource,
                Subresource = check.Subresource,
                Namespace = check.Namespace,
                Name = check.Name,
                Selectors = AccessSelectors.Of(check.FieldSelector, check.LabelSelector),
            };
        }

        var decision = await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        return new CelDecision(decision.Verdict == AuthorizationVerdict.Allow, decision.Reason, decision.Failure ?? "");
    }

    private static UserInfo Account(string ns, string name) => new(
        $"system:serviceaccount:{ns}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{ns}"]);
}
