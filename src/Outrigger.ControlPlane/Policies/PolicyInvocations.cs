using Outrigger.ControlPlane.Admission;
using Outrigger.ControlPlane.Garbage;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Which policies a request calls for, by which bindings and with which parameters.</summary>
internal sealed class PolicyInvocations<T>(PolicyTable<T> table, HookMatcher matcher, PolicyParameters parameters)
    where T : AdmissionPolicy
{
    private static readonly string[] Exempt =
    [
        "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "validatingadmissionpolicies", "validatingadmissionpolicybindings",
    ];

    /// <summary>Policies do not guard themselves (nobody could mend a broken one), nor what the server does for itself.</summary>
    public static bool Handles(AdmissionRequest request) =>
        !request.Context.IsInternal
        && (request.Context.Resource.Group is not "admissionregistration.k8s.io" || !Exempt.Contains(request.Context.Resource.Resource, StringComparer.Ordinal));

    /// <summary>All of them, those of a policy one behind the other.</summary>
    public async ValueTask<IReadOnlyList<PolicyInvocation<T>>> FindAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policies = await table.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (policies.Count == 0)
        {
            return [];
        }

        var found = new List<PolicyInvocation<T>>();
        foreach (var policy in policies)
        {
            if (await matcher.MatchAsync(policy.Criteria, request, cancellationToken).ConfigureAwait(false) is not { } target)
            {
                continue;
            }

            var kind = policy.Parameters is { } wanted ? parameters.Resolve(wanted) : null;
            if (policy.Parameters is not null && kind is null)
            {
                var fault = $"failed to configure policy: failed to find resource referenced by paramKind: '{policy.Parameters}'";
                found.Add(new PolicyInvocation<T>(policy, target, null, null, fault));
                continue;
            }

            await AddAsync(found, policy, (target, kind), request, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    private async ValueTask AddAsync(
        List<PolicyInvocation<T>> found, T policy, (HookTarget Target, OwnedKind? Kind) at, AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var binding in policy.Bindings)
        {
            if (await matcher.MatchAsync(binding.Criteria, request, cancellationToken).ConfigureAwait(false) is null)
            {
                continue;
            }

            var (all, fault) = await parameters
                .FindAsync(at.Kind, binding.Parameters, HookMatcher.NamespaceOf(request), cancellationToken).ConfigureAwait(false);
            if (fault.Length > 0)
            {
                found.Add(new PolicyInvocation<T>(policy, at.Target, binding, null, $"failed to configure binding: {fault}"));
            }
            else
            {
                found.AddRange(all.Select(p => new PolicyInvocation<T>(policy, at.Target, binding, p, "")));
            }
        }
    }
}
