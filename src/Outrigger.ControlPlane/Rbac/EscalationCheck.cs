using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>
/// Nobody grants more than he holds: writing a role needs every right in it (or the verb <c>escalate</c>), binding a role needs
/// every right of the role (or the verb <c>bind</c>). Runs as a mutation, for it comes before the object is validated.
/// </summary>
internal sealed class EscalationCheck(RbacState state, LocalObjects objects, IAuthorizer authorizer) : IAdmissionPlugin
{
    // About a second. What Kubernetes brings along needs some ten thousands.
    private const double MostComparisons = 100_000_000;

    private static readonly PolicyRule[] Everything =
    [
        new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] },
        new() { Verbs = ["*"], NonResourceUrls = ["*"] },
    ];

    /// <inheritdoc/>
    public string Name => "RBACEscalation";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Kind.Group is RbacObjects.Group
        && !request.Context.User.IsIn(UserInfo.MastersGroup);

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Object is not { } obj || OnlyCollectorFieldsChanged(obj, request.OldObject))
        {
            return;
        }

        if (request.Kind.Kind is "Role" or "ClusterRole")
        {
            var (resource, name) = (request.Context.Resource.Resource, request.Context.Name);
            if (!await MayAsync(request, "escalate", resource, name, cancellationToken).ConfigureAwait(false))
            {
                CheckRole(request, obj, cancellationToken);
            }
        }
        else
        {
            await CheckBindingAsync(request, obj, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private void CheckRole(AdmissionRequest request, JsonObject role, CancellationToken cancellationToken)
    {
        CheckHolds(request, PolicyRule.ReadAll(role["rules"]), cancellationToken);
        var held = state.Current.RulesOf(request.Context.User, request.Context.Namespace).ToList();
        if ((HasAggregation(role) || HasAggregation(request.OldObject)) && RuleCoverage.Missing(held, Everything, cancellationToken).Any())
        {
            throw Refuse(request, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private async ValueTask CheckBindingAsync(AdmissionRequest request, JsonObject binding, CancellationToken cancellationToken)
    {
        var (kind, name) = BindingReader.RoleRef(binding);
        var resource = kind switch
        {
            "Role" => RbacObjects.Roles,
            "ClusterRole" => RbacObjects.ClusterRoles,
            // Left to the validation, which names the field.
            _ => default,
        };
        if (resource == default || await MayAsync(request, "bind", resource.Resource, name, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // The role as it is now: the state may not know yet of one that was just made, or was just made larger.
        var role = await objects.FindAsync(resource, kind is "Role" ? request.Context.Namespace : "", name, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.NotFound(resource.GroupResource, name);
        CheckHolds(request, PolicyRule.ReadAll(role.ToTree()["rules"]), cancellationToken);
    }

    private void CheckHolds(AdmissionRequest request, IReadOnlyList<PolicyRule> wanted, CancellationToken cancellationToken)
    {
        var user = request.Context.User;
        IReadOnlyList<PolicyRule> held = [.. state.Current.RulesOf(user, request.Context.Namespace)];
        if (RuleCoverage.Effort(held, wanted) > MostComparisons)
        {
            throw Refuse(request, "the rules stand for too many rights to compare them with the ones held: list fewer in each rule, or use \"*\"");
        }

        if (RuleCoverage.Describe(RuleCoverage.Missing(held, wanted, cancellationToken)) is { Length: > 0 } missing)
        {
            var groups = string.Join(' ', user.Groups.Select(GoText.Quote));
            throw Refuse(
                request,
                $"user {GoText.Quote(user.Name)} (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{missing}");
        }
    }

    private async ValueTask<bool> MayAsync(
        AdmissionRequest request, string verb, string resource, string name, CancellationToken cancellationToken)
    {
        var question = new AuthorizationRequest(request.Context.User, verb, IsResource: true, "")
        {
            Group = RbacObjects.Group,
            Version = "*",
            Resource = resource,
            Namespace = request.Context.Namespace,
            Name = name,
        };
        return (await authorizer.AuthorizeAsync(question, cancellationToken).ConfigureAwait(false)).Verdict == AuthorizationVerdict.Allow;
    }

    private static StatusException Refuse(AdmissionRequest request, string why)
    {
        var name = request.Context.Name.Length > 0 ? request.Context.Name : RbacObjects.KeyOf(request.Object!).Name;
        return ApiErrors.Forbidden(request.Context.Resource.GroupResource, name, why);
    }

    private static bool HasAggregation(JsonObject? role) =>
        JsonNodes.GetArray(role, "aggregationRule", "clusterRoleSelectors") is { Count: > 0 };

    // The garbage collector must be able to let go of a role that grants more than it holds itself.
    private static bool OnlyCollectorFieldsChanged(JsonObject obj, JsonObject? old) =>
        old is not null && JsonNodes.DeepEqual(Stripped(obj), Stripped(old));

    private static JsonObject Stripped(JsonObject obj)
    {
        var copy = (JsonObject)obj.DeepClone();
        var metadata = JsonNodes.Ensure(copy, "metadata");
        foreach (var field in (string[])["ownerReferences", "finalizers", "managedFields", "selfLink", "resourceVersion"])
        {
            metadata.Remove(field);
        }

        return copy;
    }
}
