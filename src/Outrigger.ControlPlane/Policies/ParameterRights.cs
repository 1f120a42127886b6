using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Policies;

/// <summary>
/// Who writes a policy or a binding with parameters must be able to read these himself: the messages of the policy could tell what is in
/// them. No plugin in Kubernetes: it cannot be switched off.
/// </summary>
internal sealed class ParameterRights(PolicyParameters parameters, LocalObjects objects, IAuthorizer authorizer) : IAdmissionPlugin
{
    private const string Unknown = "to determine minimum required permissions and";

    /// <inheritdoc/>
    public string Name => "PolicyParameterRights";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Context.Subresource.Length == 0
        && (IsPolicy(request) || PoliciesOf(request) is not null)
        && !request.Context.User.IsIn(UserInfo.MastersGroup);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var field = IsPolicy(request) ? "paramKind" : "paramRef";
        var stays = JsonNodes.DeepEqual(Spec(request.OldObject, field), Spec(request.Object, field))
            && JsonNodes.DeepEqual(Spec(request.OldObject, "policyName"), Spec(request.Object, "policyName"));
        return stays || Spec(request.Object, field) is not JsonObject wanted ? ValueTask.CompletedTask
            : IsPolicy(request) ? CheckPolicyAsync(request, ParameterKind.Read(wanted)!, cancellationToken)
            : CheckBindingAsync(request, ParameterReference.Read(wanted)!, cancellationToken);
    }

    private async ValueTask CheckPolicyAsync(AdmissionRequest request, ParameterKind kind, CancellationToken cancellationToken)
    {
        var (asked, _) = Question(request.Context.User, "get", kind);
        if (!await MayAsync(asked with { Name = "*", Namespace = "*" }, cancellationToken).ConfigureAwait(false))
        {
            var why = $"must have \"get\" permission on all objects of the referenced paramKind (kind={kind.Kind}, apiVersion={kind.ApiVersion})";
            throw Refuse(request, "paramKind", $"user {Describe(request.Context.User)} {why}");
        }
    }

    private async ValueTask CheckBindingAsync(AdmissionRequest request, ParameterReference reference, CancellationToken cancellationToken)
    {
        var policyName = JsonNodes.GetString(request.Object, "spec", "policyName") ?? "";
        var policy = await objects.FindAsync(PoliciesOf(request)!.Value, "", policyName, cancellationToken).ConfigureAwait(false);
        var kind = ParameterKind.Read(JsonNodes.GetObject(policy?.ToTree(), "spec", "paramKind"));
        var verb = reference.Name.Length > 0 ? "get" : "list";
        var (asked, isKnown) = Question(request.Context.User, verb, kind);
        if (await MayAsync(asked with { Name = reference.Name, Namespace = reference.Namespace }, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var user = $"user {Describe(request.Context.User)} does not have \"{verb}\" permission";
        throw Refuse(request, "paramRef", policy is null
            ? $"unable to get policy {policyName} {Unknown} {user} for all groups, versions and resources"
            : kind is not null && !isKnown
                ? $"unable to resolve paramKind {kind} {Unknown} {user} for all groups, versions and resources"
                : $"{user} on the object referenced by paramRef");
    }

    // Everything, as far as it is not known what the parameters are.
    private (AuthorizationRequest Asked, bool IsKnown) Question(UserInfo user, string verb, ParameterKind? kind)
    {
        var asked = new AuthorizationRequest(user, verb, IsResource: true, "") { Group = "*", Version = "*", Resource = "*" };
        if (kind is null || !GroupVersion.TryParse(kind.ApiVersion, out var version))
        {
            return (asked, false);
        }

        var resource = parameters.Resolve(kind)?.Resource.Resource;
        return (asked with { Group = version.Group, Version = version.Version, Resource = resource ?? "*" }, resource is not null);
    }

    private async ValueTask<bool> MayAsync(AuthorizationRequest asked, CancellationToken cancellationToken) =>
        (await authorizer.AuthorizeAsync(asked, cancellationToken).ConfigureAwait(false)).Verdict == AuthorizationVerdict.Allow;

    private static bool IsPolicy(AdmissionRequest request) =>
        IsOf(request, CoreResources.ValidatingPolicies) || IsOf(request, CoreResources.MutatingPolicies);

    // Where the policies of a binding are; null for what is no binding.
    private static GroupVersionResource? PoliciesOf(AdmissionRequest request) =>
        IsOf(request, CoreResources.ValidatingPolicyBindings) ? CoreResources.ValidatingPolicies
        : IsOf(request, CoreResources.MutatingPolicyBindings) ? CoreResources.MutatingPolicies
        : null;

    private static bool IsOf(AdmissionRequest request, GroupVersionResource resource) =>
        request.Context.Resource.GroupResource == resource.GroupResource;

    private static JsonNode? Spec(JsonObject? obj, string field) => JsonNodes.Get(obj, "spec", field);

    // As Go prints it.
    private static string Describe(UserInfo user)
    {
        var extra = (user.Extra ?? new Dictionary<string, IReadOnlyList<string>>()).OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}:[{string.Join(' ', e.Value)}]");
        return $"&{{{user.Name} {user.Uid} [{string.Join(' ', user.Groups)}] map[{string.Join(' ', extra)}]}}";
    }

    private static StatusException Refuse(AdmissionRequest request, string field, string why) => ApiErrors.Invalid(
        request.Kind.GroupKind, NameOf(request), [FieldErrors.Forbidden($"spec.{field}", why)]);

    private static string NameOf(AdmissionRequest request) => JsonNodes.GetString(request.Object, "metadata", "name") ?? "";
}
