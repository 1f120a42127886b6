using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Enforces the ValidatingAdmissionPolicies that are bound.</summary>
internal sealed class ValidatingPolicies(PolicyInvocations<ValidatingPolicy> invocations, PolicySubjects subjects) : IAdmissionPlugin
{
    private const string FailureKey = "validation.policy.admission.k8s.io/validation_failure";

    /// <inheritdoc/>
    public string Name => "ValidatingAdmissionPolicy";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => PolicyInvocations<ValidatingPolicy>.Handles(request);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var found = await invocations.FindAsync(request, cancellationToken).ConfigureAwait(false);
        StatusException? refusal = null;
        foreach (var policy in found.GroupBy(i => i.Policy))
        {
            refusal = await EnforceAsync(policy, request, cancellationToken).ConfigureAwait(false) is { } denied ? refusal ?? denied : refusal;
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    // The first denial. Without parameters all bindings share one evaluation.
    private async ValueTask<StatusException?> EnforceAsync(
        IGrouping<ValidatingPolicy, PolicyInvocation<ValidatingPolicy>> policy, AdmissionRequest request, CancellationToken cancellationToken)
    {
        StatusException? refusal = null;
        PolicyOutcome? plain = null;
        var annotations = new List<(string Key, string Value)>();
        foreach (var invocation in policy)
        {
            if (invocation.Fault.Length > 0)
            {
                refusal ??= policy.Key.IgnoresFailure ? null : Refuse(invocation, new PolicyDenial(-1, invocation.Fault, StatusReasons.Invalid), request);
                continue;
            }

            var outcome = invocation.Parameters is not null || plain is null
                ? await EvaluateAsync(invocation, request, cancellationToken).ConfigureAwait(false)
                : plain;
            plain = invocation.Parameters is null ? outcome : plain;
            var denied = Act(invocation, outcome, request);
            refusal ??= denied;
            annotations.AddRange(outcome.Annotations);
        }

        foreach (var group in annotations.Distinct().GroupBy(a => a.Key, StringComparer.Ordinal))
        {
            request.Context.Annotate?.Invoke($"{policy.Key.Name}/{group.Key}", string.Join(", ", group.Select(a => a.Value)));
        }

        return refusal;
    }

    private async ValueTask<PolicyOutcome> EvaluateAsync(
        PolicyInvocation<ValidatingPolicy> invocation, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var (subject, fault) = await subjects.OpenAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        return subject is not null ? await new PolicyEvaluation(invocation.Policy, subject).RunAsync(cancellationToken).ConfigureAwait(false)
            : fault.Length > 0 && !invocation.Policy.IgnoresFailure ? new PolicyOutcome([new PolicyDenial(0, fault, StatusReasons.Invalid)], [])
            : PolicyOutcome.Nothing;
    }

    // The first denial; warnings and audit are done on the way.
    private static StatusException? Act(PolicyInvocation<ValidatingPolicy> invocation, PolicyOutcome outcome, AdmissionRequest request)
    {
        StatusException? refusal = null;
        var (policy, binding) = (invocation.Policy, invocation.Binding!);
        foreach (var denial in outcome.Denials)
        {
            foreach (var action in denial.Index < 0 ? ["Deny"] : binding.Actions)
            {
                switch (action)
                {
                    case "Deny":
                        refusal ??= Refuse(invocation, denial, request);
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

    private static StatusException Refuse(PolicyInvocation<ValidatingPolicy> invocation, PolicyDenial denial, AdmissionRequest request)
    {
        var binding = invocation.Binding is { } bound ? $" with binding '{bound.Name}'" : "";
        var message = $"ValidatingAdmissionPolicy '{invocation.Policy.Name}'{binding} denied request: {denial.Message}";
        var status = Refusal.Of(request, message).Status;
        return new StatusException(status with
        {
            Code = denial.Reason switch { "Forbidden" => 403, "Unauthorized" => 401, "RequestEntityTooLarge" => 413, _ => 422 },
            Reason = denial.Reason,
            Details = status.Details! with { Causes = [new StatusCause(null, message, null)] },
        });
    }
}
