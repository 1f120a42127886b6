using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>
/// Objects are created in namespaces that exist and stay: 404 without one, 403 in one that is being deleted. The three first
/// namespaces cannot be deleted.
/// </summary>
internal sealed class NamespaceLifecycle(LocalObjects objects) : IAdmissionPlugin
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    /// <inheritdoc/>
    public string Name => "NamespaceLifecycle";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => request.Operation switch
    {
        // A review tells what somebody may do, and no more when there is no such namespace.
        AdmissionOperation.Create => request.Context.Namespace.Length > 0 && request.Context.Resource.Resource is not "localsubjectaccessreviews",
        AdmissionOperation.Delete => request.Context.Resource == CoreResources.Namespaces,
        _ => false,
    };

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Delete)
        {
            return CheckAsync(request, cancellationToken);
        }

        return Immortal.Contains(request.Context.Name, StringComparer.Ordinal)
            ? throw ApiErrors.Forbidden(CoreResources.Namespaces.GroupResource, request.Context.Name, "this namespace may not be deleted")
            : ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Throws unless the namespace of a create is there and stays.</summary>
    public async ValueTask CheckAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var ns = request.Context.Namespace;
        var there = await objects.FindAsync(CoreResources.Namespaces, "", ns, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.NotFound(CoreResources.Namespaces.GroupResource, ns);
        if (there.IsDeleting)
        {
            throw Terminating(request, ns);
        }
    }

    private static StatusException Terminating(AdmissionRequest request, string ns)
    {
        var name = JsonNodes.GetString(request.Object, "metadata", "name") ?? "";
        var refusal = ApiErrors.Forbidden(
            request.Context.Resource.GroupResource,
            name,
            $"unable to create new content in namespace {ns} because it is being terminated").Status;
        var cause = new StatusCause("NamespaceTerminating", $"namespace {ns} is being terminated", "metadata.namespace");
        return new StatusException(refusal with { Details = (refusal.Details ?? new StatusDetails()) with { Causes = [cause] } });
    }
}
