using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Admission;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Has the MutatingAdmissionPolicies that are bound change what is written (KEP-3962).</summary>
internal sealed class MutatingPolicies(PolicyInvocations<MutatingPolicy> invocations, PolicySubjects subjects) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "MutatingAdmissionPolicy";

    /// <summary>Of what is deleted there is nothing to change.</summary>
    public bool Handles(AdmissionRequest request) =>
        request.Operation != AdmissionOperation.Delete && PolicyInvocations<MutatingPolicy>.Handles(request);

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var found = await invocations.FindAsync(request, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return;
        }

        var failures = new List<(string Message, string Reason)>();
        var again = request.Keep<Reinvocation<PolicyKey>>(this);
        again.Begin(request);
        foreach (var invocation in found)
        {
            var faults = invocation.Fault.Length > 0
                ? [invocation.Fault]
                : await MutateAsync(invocation, request, again, cancellationToken).ConfigureAwait(false);
            if (!invocation.Policy.IgnoresFailure)
            {
                failures.AddRange(faults.Select(f => (Describe(invocation, f), invocation.Fault.Length > 0 ? StatusReasons.Forbidden : StatusReasons.Invalid)));
            }
        }

        again.End(request);
        if (failures.Count > 0)
        {
            throw Refuse(request, failures);
        }
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // What failed.
    private async ValueTask<IReadOnlyList<string>> MutateAsync(
        PolicyInvocation<MutatingPolicy> invocation, AdmissionRequest request, Reinvocation<PolicyKey> again, CancellationToken cancellationToken)
    {
        var (policy, target, key) = (invocation.Policy, invocation.Target, PolicyKey.Of(invocation));
        if (request.Object is not { } obj || again.Skips(request, key))
        {
            return [];
        }

        var (subject, fault) = await subjects.OpenAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        if (subject is null)
        {
            return fault.Length > 0 ? [fault] : [];
        }

        var schema = target.Form is { } form ? request.Forms?.SchemaOf(form) : null;
        var shown = await target.ShowAsync(request, obj, cancellationToken).ConfigureAwait(false);
        var (made, faults) = await new MutationEvaluation(subject, schema).RunAsync(policy, shown!, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(made, shown) && await target.ReplaceAsync(request, made, cancellationToken).ConfigureAwait(false))
        {
            again.Changed(request);
        }

        if (policy.IsReinvoked)
        {
            again.Add(key);
        }

        return faults;
    }

    private static string Describe(PolicyInvocation<MutatingPolicy> invocation, string fault) => invocation.Binding is { } binding
        ? $"policy '{invocation.Policy.Name}' with binding '{binding.Name}' denied request: {fault}"
        : $"policy \"{invocation.Policy.Name}\" denied request: {fault}";

    private static StatusException Refuse(AdmissionRequest request, IReadOnlyList<(string Message, string Reason)> failures)
    {
        var status = Refusal.Of(request, "").Status;
        return new StatusException(status with
        {
            Message = failures[0].Message,
            Reason = failures[0].Reason,
            Details = status.Details! with { Causes = [.. failures.Select(f => new StatusCause(null, f.Message, null))] },
        });
    }

    private sealed record PolicyKey(string Policy, string Binding, string ParameterNamespace, string ParameterName)
    {
        public static PolicyKey Of(PolicyInvocation<MutatingPolicy> invocation) => new(
            invocation.Policy.Name,
            invocation.Binding?.Name ?? "",
            Part(invocation.Parameters, "namespace"),
            Part(invocation.Parameters, "name"));

        private static string Part(JsonObject? parameters, string field) => JsonNodes.GetString(parameters, "metadata", field) ?? "";
    }
}
