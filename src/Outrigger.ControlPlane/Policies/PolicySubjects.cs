using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ControlPlane.Admission;
using Outrigger.ControlPlane.Expressions;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Asks the matchConditions of policies, and shows a request to the expressions of those that are to be evaluated.</summary>
internal sealed class PolicySubjects(HookMatcher matcher, IAuthorizer authorizer)
{
    /// <summary>What the expressions see; null when the conditions say that the policy is not about the request, or why that cannot be found out.</summary>
    public async ValueTask<(PolicySubject? Subject, string Fault)> OpenAsync<T>(
        PolicyInvocation<T> invocation, AdmissionRequest request, CancellationToken cancellationToken)
        where T : AdmissionPolicy
    {
        var policy = invocation.Policy;
        var decisions = new AccessDecisions(authorizer, request.Context.User);
        var variables = await HookConditions.VariablesAsync(request, invocation.Target, decisions.Authorizer, cancellationToken).ConfigureAwait(false);
        if (policy.Parameters is not null)
        {
            variables.Set(AdmissionVariables.Params, JsonValues.Of(invocation.Parameters));
        }

        if (!policy.Conditions.IsEmpty)
        {
            var (holds, why) = await policy.Conditions.EvaluateAsync(decisions, variables, cancellationToken).ConfigureAwait(false);
            if (holds is not true)
            {
                return (null, holds is null ? why : "");
            }
        }

        var ns = await matcher.NamespaceAsync(request, cancellationToken).ConfigureAwait(false);
        variables.Set(AdmissionVariables.NamespaceObject, JsonValues.Of(ns));
        return (new PolicySubject(policy, decisions, variables), "");
    }
}
