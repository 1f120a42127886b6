using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Access;

/// <summary>Creates of controllers, which may come too late.</summary>
internal static class ContentWrite
{
    /// <summary>Creates an object; false when one of this name is there, or the namespace is gone or going.</summary>
    public static async ValueTask<bool> CreateAsync(
        LocalObjects objects, GroupVersionResource resource, string ns, JsonObject obj, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.TryCreateAsync(resource, ns, obj, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code is 403 or 404)
        {
            if (!await IsGoingAsync(objects, ns, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>Whether a namespace takes nothing new: it is gone, or being deleted.</summary>
    public static async ValueTask<bool> IsGoingAsync(LocalObjects objects, string ns, CancellationToken cancellationToken) =>
        await objects.FindAsync(CoreResources.Namespaces, "", ns, cancellationToken).ConfigureAwait(false) is not { IsDeleting: false };
}
