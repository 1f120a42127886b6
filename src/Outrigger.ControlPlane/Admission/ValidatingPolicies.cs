using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Expressions;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Enforces the ValidatingAdmissionPolicies that are bound.</summary>
internal sealed class ValidatingPolicies(PolicyTable table, HookMatcher matcher, IAuthorizer authorizer) : IAdmissionPlugin
{
    private const string FailureKey = "validation.policy.admission.k8s.io/validation_failure";

    private static readonly string[] Exempt =
    [
        "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "validatingadmissionpolicies", "validatingadmissionpolicybindings",
    ];

    /// <inheritdoc/>
    public string Name => "ValidatingAdmissionPolicy";

    /// <summary>Policies do not guard themselves (nobody could mend a broken one), nor what the server does for itself.</summary>
    public bool Handles(AdmissionRequest request) =>
        !request.Context.IsInternal
        && (request.Context.Resource.Group is not "admissionregistration.k8s.io" || !Exempt.Contains(request.Context.Resource.Resource, StringComparer.Ordinal));

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        StatusException? refusal = null;
        foreach (var policy in await table.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await matcher.MatchAsync(policy.Criteria, request, cancellationToken).ConfigureAwait(false) is not { } target)
            {
                continue;
            }

            PolicyOutcome? outcome = null;
            foreach (var binding in policy.Bindings)
            {
                if (await matcher.MatchAsync(binding.Criteria, request, cancellationToken).ConfigureAwait(false) is null)
                {
                    continue;
                }

                outcome ??= await EvaluateAsync(policy, target, request, cancellationToken).ConfigureAwait(false);
                refusal = Act(policy, binding, outcome, request) is { } denied ? refusal ?? denied : refusal;
            }

            foreach (var group in (outcome?.Annotations ?? []).GroupBy(a => a.Key, StringComparer.Ordinal))
            {
                request.Context.Annotate?.Invoke($"{policy.Name}/{group.Key}", string.Join(", ", group.Select(a => a.Value)));
            }
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private async ValueTask<PolicyOutcome> EvaluateAsync(
        ValidatingPolicy policy, HookTarget target, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!policy.Conditions.IsEmpty)
        {
            var (holds, why) = await policy.Conditions.EvaluateAsync(request, target, authorizer, cancellationToken).ConfigureAwait(false);
            if (holds is not true)
            {
                return holds is null && !policy.IgnoresFailure ? new PolicyOutcome([new PolicyDenial(0, why, "Invalid")], []) : PolicyOutcome.Nothing;
            }
        }

        var decisions = new AccessDecisions(authorizer, request.Context.User);
        var variables = await HookConditions.VariablesAsync(request, target, decisions.Authorizer, cancellationToken).ConfigureAwait(false);
        var ns = await matcher.NamespaceAsync(request, cancellationToken).ConfigureAwait(false);
        variables.Set(AdmissionVariables.NamespaceObject, JsonValues.Of(ns));
        return await new PolicyEvaluation(policy, decisions, variables).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    // The first denial; warnings and audit are done on the way.
    private static StatusException? Act(ValidatingPolicy policy, PolicyBinding binding, PolicyOutcome outcome, AdmissionRequest request)
    {
        StatusException? refusal = null;
        foreach (var denial in outcome.Denials)
        {
            foreach (var action in denial.Index < 0 ? ["Deny"] : binding.Actions)
            {
                switch (action)
                {
                    case "Deny":
                        refusal ??= Refuse(policy, binding, denial, request);
                        break;
                    case "Warn":
                        request.Context.Warnings.Add(
                            $"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {denial.Message}");
                        break;
                    default:
                        request.Context.Annotate?.Invoke(FailureKey, Audit(policy, binding, denial));
                        break;
                }
            }
        }

        return refusal;
    }

    private static string Audit(ValidatingPolicy policy, PolicyBinding binding, PolicyDenial denial) => ObjectWriter.ToText(new JsonArray(new JsonObject
    {
        ["message"] = denial.Message,
        ["policy"] = policy.Name,
        ["binding"] = binding.Name,
        ["expressionIndex"] = denial.Index,
        ["validationActions"] = new JsonArray([.. binding.Actions.Select(a => (JsonNode)a)]),
    }));

    private static StatusException Refuse(ValidatingPolicy policy, PolicyBinding binding, PolicyDenial denial, AdmissionRequest request)
    {
        var message = $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {denial.Message}";
        var status = Refusal.Of(request, message).Status;
        return new StatusException(status with
        {
            Code = denial.Reason switch { "Forbidden" => 403, "Unauthorized" => 401, "RequestEntityTooLarge" => 413, _ => 422 },
            Reason = denial.Reason,
            Details = status.Details! with { Causes = [new StatusCause(null, message, null)] },
        });
    }
}
