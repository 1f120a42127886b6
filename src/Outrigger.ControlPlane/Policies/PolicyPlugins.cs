using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Admission;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;
using Outrigger.Storage.Cache;

namespace Outrigger.ControlPlane.Policies;

/// <summary>The plugins that evaluate admission policies. Made before the stores that the policies are in.</summary>
internal sealed class PolicyPlugins
{
    /// <summary>Makes them.</summary>
    /// <param name="hooks">Has the namespaces and stores.</param>
    /// <param name="parameters">Finds the parameters of policies.</param>
    /// <param name="authorizer">Answers what expressions ask.</param>
    public PolicyPlugins(WebhookPlugins hooks, PolicyParameters parameters, IAuthorizer authorizer)
    {
        var subjects = new PolicySubjects(hooks.Matcher, authorizer);
        Mutating = new MutatingPolicies(
            Invocations(CoreResources.MutatingPolicies, CoreResources.MutatingPolicyBindings, (obj, bindings) => new MutatingPolicy(obj, bindings)),
            subjects);
        Validating = new ValidatingPolicies(
            Invocations(CoreResources.ValidatingPolicies, CoreResources.ValidatingPolicyBindings, (obj, bindings) => new ValidatingPolicy(obj, bindings)),
            subjects);

        PolicyInvocations<T> Invocations<T>(
            GroupVersionResource policies, GroupVersionResource bindings, Func<JsonObject, IReadOnlyList<PolicyBinding>, T> make)
            where T : AdmissionPolicy =>
            new(new PolicyTable<T>(() => hooks.Cache(policies), () => hooks.Cache(bindings), make), hooks.Matcher, parameters);
    }

    public IAdmissionPlugin Mutating { get; }

    public IAdmissionPlugin Validating { get; }
}
