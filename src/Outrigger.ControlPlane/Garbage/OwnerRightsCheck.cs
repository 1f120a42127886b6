using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>
/// Owners can have an object deleted, and a blocking dependent can keep its owner: changing the owners of an object needs the right
/// to delete it, and blocking an owner's deletion the right to update the owner's finalizers.
/// </summary>
internal sealed class OwnerRightsCheck(KindTable kinds, IAuthorizer authorizer) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "OwnerReferencesPermissionEnforcement";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Object is { } obj
        && (JsonNodes.GetArray(obj, "metadata", "ownerReferences") is { Count: > 0 } || request.Operation == AdmissionOperation.Update)
        && !IsPodStatus(request)
        && !request.Context.User.IsIn(UserInfo.MastersGroup);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var now = MetadataView.Of(request.Object!).OwnerReferences;
        IReadOnlyList<OwnerReference> before = request.OldObject is { } old ? MetadataView.Of(old).OwnerReferences : [];
        if (now.SequenceEqual(before))
        {
            return;
        }

        if (request.Operation == AdmissionOperation.Update)
        {
            await CheckDeleteAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var blocked = before.Where(b => b.BlockOwnerDeletion is true).Select(b => b.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var owner in now.Where(o => o.BlockOwnerDeletion is true && !blocked.Contains(o.Uid)))
        {
            await CheckBlockAsync(request, owner, cancellationToken).ConfigureAwait(false);
        }
    }

    // It leaves the owners alone, and kubelets may write them oddly. The status of other kinds can bring owners along.
    private static bool IsPodStatus(AdmissionRequest request) =>
        request.Context is { Subresource: "status", Resource: { Group: "", Resource: "pods" } };

    private async ValueTask CheckDeleteAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var resource = request.Context.Resource;
        var question = new AuthorizationRequest(request.Context.User, "delete", IsResource: true, "")
        {
            Group = resource.Group,
            Version = resource.Version,
            Resource = resource.Resource,
            Namespace = request.Context.Namespace,
            Name = request.Context.Name,
        };
        await AskAsync(request, question, "cannot set an ownerRef on a resource you can't delete", cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask CheckBlockAsync(AdmissionRequest request, OwnerReference owner, CancellationToken cancellationToken)
    {
        if (kinds.Find(owner.ApiVersion, owner.Kind) is not { } kind)
        {
            throw Refusal.Of(
                request,
                $"cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion {owner.ApiVersion} "
                + $"Kind {owner.Kind}: no matches for kind \"{owner.Kind}\" in version \"{owner.ApiVersion}\"");
        }

        var question = new AuthorizationRequest(request.Context.User, "update", IsResource: true, "")
        {
            Group = kind.Resource.Group,
            Version = kind.Resource.Version,
            Resource = kind.Resource.Resource,
            Subresource = "finalizers",
            Namespace = kind.Namespaced ? request.Context.Namespace : "",
            Name = owner.Name,
        };
        await AskAsync(
            request,
            question,
            "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on",
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AskAsync(
        AdmissionRequest request, AuthorizationRequest question, string refusal, CancellationToken cancellationToken)
    {
        var answer = await authorizer.AuthorizeAsync(question, cancellationToken).ConfigureAwait(false);
        if (answer.Verdict != AuthorizationVerdict.Allow)
        {
            // Kubernetes adds the authorizer's reason and error; the error is Go's word for none.
            throw Refusal.Of(request, $"{refusal}: {answer.Reason}, <nil>");
        }
    }
}
