using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>
/// Which objects are a controller's: orphans that its selector chooses it takes in, its own that the selector does not choose any more it
/// lets go, and what another controller has it leaves alone.
/// </summary>
internal sealed class ObjectClaims(LocalObjects objects, GroupVersionResource resource, WorkloadOwner owner, LabelSelector selector)
{
    /// <summary>Whether the object is the controller's, after it was taken in or let go.</summary>
    public async ValueTask<bool> HasAsync(IOwned obj, CancellationToken cancellationToken)
    {
        var isChosen = selector.Matches(obj.Labels);
        if (obj.Controller is { } controller)
        {
            if (controller.Uid != owner.Uid)
            {
                return false;
            }

            if (!isChosen && !owner.IsDeleting)
            {
                await ReleaseAsync(obj, cancellationToken).ConfigureAwait(false);
            }

            return isChosen;
        }

        return isChosen && !owner.IsDeleting && !obj.IsDeleting && await AdoptAsync(obj, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> AdoptAsync(IOwned obj, CancellationToken cancellationToken)
    {
        var adopted = false;
        await objects.UpdateAsync(
            Address(obj),
            there =>
            {
                // somebody may have been quicker
                adopted = Uid(there) == obj.Uid && WorkloadOwner.ControllerOf(there) is null;
                if (adopted)
                {
                    Owners(there).Add((JsonNode)owner.Reference().ToJson());
                }
            },
            cancellationToken).ConfigureAwait(false);
        return adopted;
    }

    private async ValueTask ReleaseAsync(IOwned obj, CancellationToken cancellationToken) => await objects.UpdateAsync(
        Address(obj),
        there =>
        {
            var owners = Owners(there);
            foreach (var ours in owners.OfType<JsonObject>().Where(o => JsonNodes.GetString(o, "uid") == owner.Uid).ToList())
            {
                owners.Remove(ours);
            }

            if (owners.Count == 0)
            {
                JsonNodes.Ensure(there, "metadata").Remove("ownerReferences");
            }
        },
        cancellationToken).ConfigureAwait(false);

    private ObjectAddress Address(IOwned obj) => new(resource, obj.Namespace, obj.Name);

    private static string? Uid(JsonObject there) => JsonNodes.GetString(there, "metadata", "uid");

    private static JsonArray Owners(JsonObject there)
    {
        var meta = JsonNodes.Ensure(there, "metadata");
        var owners = JsonNodes.EnsureArray(meta, "ownerReferences");
        return owners;
    }
}
